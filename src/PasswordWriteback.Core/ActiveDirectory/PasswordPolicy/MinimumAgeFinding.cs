using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;

/// <summary>Judges the minimum password age of a domain: finding POL001.</summary>
internal static class MinimumAgeFinding
{
    private const string ReadIt = "Let the relay's identity read the head of the domain (Read Domain Password & Lockout Policies), and see that a domain controller answers.";

    public static Finding Judge(DomainPasswordPolicy policy)
    {
        if (!policy.IsKnown)
        {
            return Make(policy, FindingStatus.Unknown, new Evidence($"The minimum password age is not known: {policy.UnknownReason}", []), ReadIt);
        }

        var aged = policy.FineGrained.IsKnown
            ? policy.FineGrained.Value.Where(item => item.MinimumAge > TimeSpan.Zero && item.AppliesTo > 0).ToList()
            : [];
        var facts = new JsonObject
        {
            ["minimumAgeHours"] = policy.MinimumAge.TotalHours,
            ["history"] = policy.History,
            ["fineGrainedWithAge"] = policy.FineGrained.IsKnown ? aged.Count : null,
        };
        var refresh = Refresh(policy, facts);
        if (policy.MinimumAge > TimeSpan.Zero)
        {
            return Make(policy, FindingStatus.ActionRequired, new Evidence(
                $"The minimum password age is {PolicyWords.Age(policy.MinimumAge)}: whoever changed a password within that time is told that it does not meet "
                + $"the policy, and has to wait. Setting it to 0 lets a user run through the {policy.History} remembered passwords in a minute "
                + $"and return to the old one.{refresh}",
                facts), $"Only if your users need more than one change a day: {MinimumAgeStep.Of(policy)}");
        }

        if (PolicyDisagreement.Of(policy).Any(item => item.Setting == PasswordSetting.MinimumPasswordAge))
        {
            return Make(
                policy, FindingStatus.ActionRequired, new Evidence($"The minimum password age is 0 at the head of the domain, but not for long.{refresh}", facts),
                $"Only if your users need more than one change a day: {MinimumAgeStep.Of(policy)}");
        }

        if (aged.Count > 0)
        {
            return Make(policy, FindingStatus.ActionRequired, new Evidence(
                $"The domain's minimum password age is 0, but {aged.Count} fine-grained policies keep their users waiting: "
                + $"{string.Join("; ", aged.OrderBy(item => item.Precedence).Take(5).Select(item => $"{item.Name} ({PolicyWords.Age(item.MinimumAge)})"))}.{refresh}",
                facts),
                "Only if those users need more than one change a day: Active Directory Administrative Center > System > Password Settings "
                + "Container > the policy > Enforce minimum password age.");
        }

        // Not one fine-grained policy in view is no proof that there is none.
        if (!policy.FineGrained.IsKnown)
        {
            return Make(
                policy, FindingStatus.Unknown, new Evidence(
                    $"The domain's minimum password age is 0, but whether a fine-grained policy keeps its users waiting is not known: {policy.FineGrained.UnknownReason}{refresh}", facts),
                "Give the relay's identity read rights on CN=Password Settings Container,CN=System of the domain.");
        }

        return Make(policy, FindingStatus.Met, new Evidence(
            "The minimum password age of the domain is 0: a user may reset at once after a change. Nothing but the history "
            + $"({policy.History} passwords) keeps a user from returning to an old password.{refresh}", facts), remedy: null);
    }

    // The head is enforced; the Group Policy is what comes back at the PDC emulator's next refresh.
    private static string Refresh(DomainPasswordPolicy policy, JsonObject facts)
    {
        if (policy.GroupPolicy is not { } read)
        {
            return string.Empty;
        }

        if (PolicyWords.WhyUnknown(policy, PasswordSetting.MinimumPasswordAge) is { } unknown)
        {
            return $" Which Group Policy wins is not known: {unknown}";
        }

        if (read.Value!.Find(PasswordSetting.MinimumPasswordAge) is not { } winner)
        {
            return " No Group Policy at the head of the domain sets it.";
        }

        facts["groupPolicy"] = winner.Policy;
        facts["groupPolicyMinimumAgeDays"] = winner.Value;
        return winner.Value == policy.MinimumAge.TotalDays
            ? $" It comes from Group Policy '{winner.Policy}'."
            : $" Group Policy '{winner.Policy}' sets it to {PolicyWords.Age(TimeSpan.FromDays(winner.Value!.Value))}: the head follows at the PDC emulator's next policy refresh.";
    }

    private static Finding Make(DomainPasswordPolicy policy, FindingStatus status, Evidence evidence, string? remedy) =>
        new(FindingCodes.MinimumPasswordAge, status, policy.Domain, evidence, remedy);
}
