using System.Globalization;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;

/// <summary>Says which policy users meet: finding POL002.</summary>
internal static class KnownPolicyFinding
{
    private const int MaxNamed = 5;

    public static Finding Judge(DomainPasswordPolicy policy)
    {
        if (!policy.IsKnown)
        {
            return new Finding(
                FindingCodes.PasswordPolicyKnown, FindingStatus.Unknown, policy.Domain,
                new Evidence($"The policy that users meet is not known: {policy.UnknownReason}", []),
                "Let the relay's identity read the head of the domain (Read Domain Password & Lockout Policies), and see that a domain controller answers.");
        }

        var facts = new JsonObject
        {
            ["minimumLength"] = policy.MinimumLength,
            ["complexity"] = policy.Complexity,
            ["history"] = policy.History,
            ["maximumAgeDays"] = policy.MaximumAge?.TotalDays,
        };
        var words = $"Users meet this policy, not the cloud's: at least {policy.MinimumLength} characters, complexity "
            + $"{(policy.Complexity ? "required" : "not required")}, {policy.History} passwords remembered, "
            + (policy.MaximumAge is { } maximum ? $"expiry after {PolicyWords.Age(maximum)}" : "no expiry");
        var more = $"{Meets(policy)}{Disagreement(policy, facts)}";
        if (!policy.FineGrained.IsKnown)
        {
            return new Finding(
                FindingCodes.PasswordPolicyKnown,
                FindingStatus.Unknown,
                policy.Domain,
                new Evidence($"{words}. Fine-grained policies: {policy.FineGrained.UnknownReason}{more}", facts),
                "Give the relay's identity read rights on CN=Password Settings Container,CN=System of the domain.");
        }

        facts["fineGrained"] = policy.FineGrained.Value.Count;
        return new Finding(FindingCodes.PasswordPolicyKnown, FindingStatus.Met, policy.Domain, new Evidence(
            policy.FineGrained.Value.Count == 0
                ? $"{words}. There are no fine-grained policies.{more}"
                : $"{words}; {policy.FineGrained.Value.Count} fine-grained policies take its place for those they are linked to: {FineGrained(policy.FineGrained.Value)}.{more}", facts));
    }

    private static string FineGrained(IReadOnlyList<FineGrainedPolicy> policies)
    {
        var named = string.Join("; ", policies.OrderBy(policy => policy.Precedence).Take(MaxNamed).Select(policy =>
            $"{policy.Name} (precedence {policy.Precedence.ToString(CultureInfo.InvariantCulture)}, at least {policy.MinimumLength} characters"
            + (policy.History is { } history ? $", {history} remembered" : string.Empty)
            + (policy.Complexity is { } complex ? $", complexity {(complex ? "required" : "not required")}" : string.Empty)
            + (policy.MinimumAge > TimeSpan.Zero ? $", minimum age {PolicyWords.Age(policy.MinimumAge)}" : string.Empty)
            + (policy.AppliesTo == 0 ? ", linked to nobody)" : policy.LinkedUsers is { } users
                ? $", linked to {policy.AppliesTo - users} groups and {users} users)"
                : $", linked to {policy.AppliesTo} groups and users)")));
        return policies.Count > MaxNamed ? $"{named}; and {policies.Count - MaxNamed} more" : named;
    }

    private static string Meets(DomainPasswordPolicy policy) =>
        " A change and a self-service reset are held to all of it"
        + (policy.MinimumAge > TimeSpan.Zero ? $", the minimum age of {PolicyWords.Age(policy.MinimumAge)} included" : string.Empty)
        + "; a reset that an administrator makes in Active Directory itself only to length and complexity.";

    private static string Disagreement(DomainPasswordPolicy policy, JsonObject facts)
    {
        if (policy.GroupPolicy is not { } read)
        {
            return string.Empty;
        }

        if (!read.IsKnown)
        {
            return $" The Group Policies behind it are not known: {read.UnknownReason}";
        }

        facts["groupPolicies"] = new JsonArray([.. read.Value.Applied.Select(name => (JsonNode)name)]);
        var unknown = read.Value.Settings.Where(setting => setting.UnknownReason is not null).Select(setting => setting.UnknownReason).Distinct(StringComparer.Ordinal).ToList();
        var different = PolicyDisagreement.Of(policy);
        facts["disagreements"] = unknown.Count == 0 ? different.Count : null;
        return (different.Count == 0 ? string.Empty : $" Group Policy and head disagree, and the head follows at the PDC emulator's next refresh: {string.Join("; ", different)}.")
            + (unknown.Count == 0 ? string.Empty : $" Whether Group Policy agrees with the head is not known: {string.Join(' ', unknown)}");
    }
}
