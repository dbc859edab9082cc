using System.Globalization;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>
/// What a plan sets in motion: every object below a changed one recomputes its inherited permissions, on every domain controller
/// by itself (MS-ADTS 3.1.1.1.3 and 7.1.1.2; "security descriptor propagator"). With many objects that wants a time of its own.
/// </summary>
public static class Propagation
{
    /// <summary>Above this many objects a plan asks for a maintenance window: 50,000.</summary>
    public const long Many = 50_000;

    private const string Remedy =
        "Name maintenanceWindows in relay-policy.json, which bind what the service writes by itself; "
        + "or let an administrator on the server write the plan at a quiet time (relay apply).";

    /// <summary>How many objects recompute their permissions when the plan is written, as far as they were counted.</summary>
    public static long ObjectsOf(PermissionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Targets.Sum(target => target.ObjectsBelow ?? 0);
    }

    /// <summary>The plan, refused when it sets many objects in motion and would be written at any time of the day.</summary>
    /// <param name="plan">The plan, its objects counted.</param>
    /// <param name="atAnyTime">Whether a service writes it by itself, and no maintenance window binds it.</param>
    public static PermissionPlan Limit(PermissionPlan plan, bool atAnyTime)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return !atAnyTime || ObjectsOf(plan) <= Many
            ? plan
            : plan with
            {
                Refusals =
                [
                    .. plan.Refusals,
                    new PlanRefusal(FindingCodes.PropagationPlanned, plan.Targets.MaxBy(target => target.ObjectsBelow)!.Dn, Sentence(plan), Remedy),
                ],
            };
    }

    /// <summary>Finding PER018; null when the plan sets few objects in motion.</summary>
    internal static Finding? Judge(string forest, PermissionPlan plan)
    {
        var objects = ObjectsOf(plan);
        if (objects <= Many)
        {
            return null;
        }

        var isRefused = plan.Refusals.Any(refusal => refusal.Code == FindingCodes.PropagationPlanned);
        return new Finding(
            FindingCodes.PropagationPlanned,
            isRefused ? FindingStatus.NotMet : FindingStatus.ActionRequired,
            forest,
            new Evidence(Sentence(plan), new JsonObject { ["planHash"] = plan.Hash, ["objects"] = objects, ["limit"] = Many }),
            Remedy);
    }

    private static string Sentence(PermissionPlan plan) => string.Create(
        CultureInfo.InvariantCulture, $"{ObjectsOf(plan):N0} objects would recompute their permissions on every domain controller, more than {Many:N0}.");
}
