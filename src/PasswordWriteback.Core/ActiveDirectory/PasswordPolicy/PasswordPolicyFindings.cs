using System.Globalization;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;

/// <summary>
/// Judges the password policy of a domain: findings POL001 and POL002, both advisory. A minimum age above 0 is a choice,
/// not a fault: it keeps users from cycling through the password history in a day.
/// </summary>
public static class PasswordPolicyFindings
{
    /// <summary>Judges one domain.</summary>
    public static IReadOnlyList<Finding> Judge(DomainPasswordPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return [MinimumAge(policy), Known(policy)];
    }

    private static Finding MinimumAge(DomainPasswordPolicy policy)
    {
        var aged = policy.FineGrained.IsKnown
            ? policy.FineGrained.Value.Where(item => item.MinimumAge > TimeSpan.Zero && item.AppliesTo > 0).ToList()
            : [];
        var facts = new JsonObject
        {
            ["minimumAgeHours"] = policy.MinimumAge.TotalHours,
            ["history"] = policy.History,
            ["fineGrainedWithAge"] = policy.FineGrained.IsKnown ? aged.Count : null,
        };
        if (policy.MinimumAge > TimeSpan.Zero)
        {
            return new Finding(
                FindingCodes.MinimumPasswordAge,
                FindingStatus.ActionRequired,
                policy.Domain,
                new Evidence(
                    $"The minimum password age is {Age(policy.MinimumAge)}: whoever changed a password within that time is told that it does not meet "
                    + $"the policy, and has to wait. Setting it to 0 lets a user run through the {policy.History} remembered passwords in a minute "
                    + "and return to the old one.",
                    facts),
                "Only if your users need more than one change a day: on a management station open Group Policy Management, edit the policy "
                + $"that wins at the head of {policy.Domain} (usually Default Domain Policy) > Computer Configuration > Policies > Windows Settings > "
                + "Security Settings > Account Policies > Password Policy > Minimum password age = 0 days; then run 'gpupdate /target:computer /force' on the "
                + "PDC emulator. A direct edit of minPwdAge lasts only until the next policy refresh.");
        }

        if (aged.Count > 0)
        {
            return new Finding(
                FindingCodes.MinimumPasswordAge,
                FindingStatus.ActionRequired,
                policy.Domain,
                new Evidence(
                    $"The domain's minimum password age is 0, but {aged.Count} fine-grained policies keep their users waiting: "
                    + string.Join("; ", aged.Take(5).Select(item => $"{item.Name} ({Age(item.MinimumAge)})")) + ".",
                    facts),
                "Only if those users need more than one change a day: Active Directory Administrative Center > System > Password Settings "
                + "Container > the policy > Enforce minimum password age.");
        }

        return new Finding(FindingCodes.MinimumPasswordAge, FindingStatus.Met, policy.Domain, new Evidence(
            "The minimum password age of the domain is 0: a user may reset at once after a change. Nothing but the history "
            + $"({policy.History} passwords) keeps a user from returning to an old password.", facts));
    }

    private static Finding Known(DomainPasswordPolicy policy)
    {
        var facts = new JsonObject
        {
            ["minimumLength"] = policy.MinimumLength,
            ["complexity"] = policy.Complexity,
            ["history"] = policy.History,
            ["maximumAgeDays"] = policy.MaximumAge?.TotalDays,
        };
        var words = $"Users meet this policy, not the cloud's: at least {policy.MinimumLength} characters, complexity "
            + $"{(policy.Complexity ? "required" : "not required")}, {policy.History} passwords remembered, "
            + (policy.MaximumAge is { } maximum ? $"expiry after {Age(maximum)}" : "no expiry");
        if (!policy.FineGrained.IsKnown)
        {
            return new Finding(
                FindingCodes.PasswordPolicyKnown,
                FindingStatus.Unknown,
                policy.Domain,
                new Evidence($"{words}. Fine-grained policies: {policy.FineGrained.UnknownReason}", facts),
                "Give the relay's identity read rights on CN=Password Settings Container,CN=System of the domain.");
        }

        facts["fineGrained"] = policy.FineGrained.Value.Count;
        return new Finding(FindingCodes.PasswordPolicyKnown, FindingStatus.Met, policy.Domain, new Evidence(
            policy.FineGrained.Value.Count == 0
                ? $"{words}. There are no fine-grained policies."
                : $"{words}; {policy.FineGrained.Value.Count} fine-grained policies take its place for those they are linked to.", facts));
    }

    private static string Age(TimeSpan age) => age.TotalDays >= 1
        ? Count(age.TotalDays, "day")
        : age.TotalHours >= 1 ? Count(age.TotalHours, "hour") : Count(age.TotalMinutes, "minute");

    private static string Count(double number, string unit) =>
        number.ToString("0.##", CultureInfo.InvariantCulture) + " " + unit + (number is 1 ? string.Empty : "s");
}
