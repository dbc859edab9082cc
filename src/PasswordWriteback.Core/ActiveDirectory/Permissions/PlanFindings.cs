using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>
/// Judges a plan and what it opens up: findings PER006 and BLR001 of a forest, and one of PER010 to PER019 for each reason to refuse it.
/// </summary>
public static class PlanFindings
{
    /// <summary>Judges a plan with the blast radius that was computed for it.</summary>
    public static IReadOnlyList<Finding> Judge(string forest, PermissionPlan plan, BlastRadius blastRadius)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(blastRadius);
        return
        [
            Allowed(forest, plan),
            Accepted(forest, blastRadius),
            .. plan.Refusals
                .Where(refusal => refusal.Code is not (FindingCodes.PlanAllowed or FindingCodes.BlastRadiusAccepted or FindingCodes.PropagationPlanned))
                .GroupBy(refusal => refusal.Code, StringComparer.Ordinal)
                .Select(reason => Refused(forest, plan, reason.Key, [.. reason])),
            .. Propagation.Judge(forest, plan) is { } propagation ? [propagation] : Array.Empty<Finding>(),
        ];
    }

    private static Finding Refused(string forest, PermissionPlan plan, string code, IReadOnlyList<PlanRefusal> refusals) => new(
        code,
        FindingStatus.NotMet,
        forest,
        new Evidence(Summary(refusals), new JsonObject
        {
            ["planHash"] = plan.Hash,
            ["refused"] = new JsonArray([.. refusals.Select(refusal => (JsonNode)$"{refusal.Target}: {refusal.Reason}")]),
        }),
        refusals[0].Remedy);

    private static string Summary(IReadOnlyList<PlanRefusal> refusals) =>
        $"{refusals[0].Target}: {refusals[0].Reason}" + (refusals.Count == 1 ? string.Empty : $" (and {refusals.Count - 1} more)");

    private static Finding Allowed(string forest, PermissionPlan plan)
    {
        var refusals = plan.Refusals.Where(refusal => refusal.Code != FindingCodes.BlastRadiusAccepted).ToList();
        var facts = new JsonObject
        {
            ["planHash"] = plan.Hash,
            ["targets"] = plan.Targets.Count,
            ["refusals"] = new JsonArray([.. refusals.Select(refusal => (JsonNode)$"{refusal.Target}: {refusal.Reason}")]),
        };
        if (plan.LeftOut is { Count: > 0 } leftOut)
        {
            facts["leftOut"] = new JsonArray([.. leftOut.Select(container => (JsonNode)$"{container.Dn}: {container.Reason}")]);
        }

        return refusals.Count == 0
            ? new Finding(FindingCodes.PlanAllowed, FindingStatus.Met, forest, new Evidence(
                (plan.Targets.Count == 0
                    ? "There is nothing to write: every right is effective already."
                    : $"{plan.Targets.Sum(target => target.Aces.Count)} ACEs on {plan.Targets.Count} objects may be written.")
                + (DefaultScope.Sentence(plan) is { } sentence ? $" {sentence}" : string.Empty),
                facts))
            : new Finding(
                FindingCodes.PlanAllowed,
                FindingStatus.NotMet,
                forest,
                new Evidence(Summary(refusals), facts),
                refusals[0].Remedy);
    }

    private static Finding Accepted(string forest, BlastRadius blastRadius)
    {
        var facts = new JsonObject
        {
            ["resettableBefore"] = blastRadius.ResettableBefore,
            ["resettableAfter"] = blastRadius.ResettableAfter,
            ["unaccepted"] = blastRadius.Unaccepted,
        };
        foreach (var category in blastRadius.Privileged)
        {
            facts[category.Name] = category.Count;
        }

        if (blastRadius.Notes is { Count: > 0 } notes)
        {
            facts["notes"] = new JsonArray([.. notes.Select(note => (JsonNode)note)]);
        }

        var numbers = $"{blastRadius.ResettableAfter} accounts are resettable from the cloud with the plan, {blastRadius.ResettableBefore} before it";
        if (blastRadius is { Unaccepted: 0, UnknownReason: { } reason })
        {
            return new Finding(
                FindingCodes.BlastRadiusAccepted,
                FindingStatus.Unknown,
                forest,
                new Evidence($"{numbers}; whether privileged ones are among them is not known: {reason}", facts),
                "Let the relay's identity read permissions (READ_CONTROL) there, accept the accounts by name in the relay's policy, or mend what the reason names; then run the check again.");
        }

        return blastRadius.Unaccepted == 0
            ? new Finding(FindingCodes.BlastRadiusAccepted, FindingStatus.Met, forest, new Evidence(
                $"{numbers}; no privileged account among them that policy has not accepted by name.", facts))
            : new Finding(
                FindingCodes.BlastRadiusAccepted,
                FindingStatus.NotMet,
                forest,
                new Evidence(
                    $"{numbers}; {blastRadius.Unaccepted} of them are privileged, not protected by AdminSDHolder, and not accepted by name.", facts),
                "On the relay, run 'relay plan': it names the accounts. Move each out of the scopes, take its privilege away, "
                + "or accept it by name in the relay's policy.");
    }
}
