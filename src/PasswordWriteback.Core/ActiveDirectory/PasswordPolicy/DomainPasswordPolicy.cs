using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;

/// <summary>The password policy of a domain, read from its head: what users meet, not what the cloud says.</summary>
/// <param name="Domain">DNS name.</param>
/// <param name="MinimumAge">minPwdAge; zero means that a user may change again at once.</param>
/// <param name="MaximumAge">maxPwdAge; null means passwords do not expire.</param>
/// <param name="MinimumLength">minPwdLength, characters.</param>
/// <param name="History">pwdHistoryLength, passwords remembered.</param>
/// <param name="Complexity">Whether complexity is asked for (pwdProperties bit 1).</param>
/// <param name="FineGrained">Fine-grained policies, or why they are not known: ordinary accounts cannot see them.</param>
/// <param name="GroupPolicy">The Group Policies that bring these values to the head, or why they are not known; null from a relay that does not say.</param>
/// <param name="UnknownReason">Why the head's values are not known, one sentence: then they are zero and mean nothing. Null: they are known.</param>
public sealed record DomainPasswordPolicy(
    string Domain,
    TimeSpan MinimumAge,
    TimeSpan? MaximumAge,
    int MinimumLength,
    int History,
    bool Complexity,
    Reading<IReadOnlyList<FineGrainedPolicy>> FineGrained,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Reading<HeadGroupPolicies>? GroupPolicy = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? UnknownReason = null)
{
    /// <summary>Whether the head's values are known.</summary>
    [JsonIgnore]
    public bool IsKnown => UnknownReason is null;

    /// <summary>The policy of a domain whose head could not be read.</summary>
    /// <param name="domain">DNS name.</param>
    /// <param name="reason">Why, one sentence.</param>
    public static DomainPasswordPolicy Unknown(string domain, string reason) => new(
        domain, TimeSpan.Zero, MaximumAge: null, MinimumLength: 0, History: 0, Complexity: false,
        Reading.Unknown<IReadOnlyList<FineGrainedPolicy>>(reason), GroupPolicy: null, reason);
}
