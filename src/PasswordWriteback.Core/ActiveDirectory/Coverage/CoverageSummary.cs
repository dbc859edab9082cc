using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.ActiveDirectory.Coverage;

/// <summary>Why a user can or cannot be written back.</summary>
public enum CoverageReason
{
    /// <summary>Every right of the profile reaches the user.</summary>
    Covered,

    /// <summary>Member of a protected group: AdminSDHolder's descriptor is stamped on it every hour, by design.</summary>
    ProtectedByDesign,

    /// <summary>adminCount is 1 and inheritance is off, but no protected group holds the account any more.</summary>
    OrphanedAdminCount,

    /// <summary>Inheritance is off at the user, or at an object above it.</summary>
    InheritanceBlocked,

    /// <summary>A deny ACE takes a right away.</summary>
    DeniedByAce,

    /// <summary>No ACE gives a right.</summary>
    RightMissing,

    /// <summary>An inetOrgPerson: ACEs for user do not reach it.</summary>
    InetOrgPersonWithoutAces,

    /// <summary>Outside every scope.</summary>
    OutsideScope,

    /// <summary>The reader may not see the descriptor, or not the groups of the account that an ACE may deny.</summary>
    Unreadable,
}

/// <summary>Users that share a reason.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Where">The object that causes it (the unit that blocks inheritance, the ACE that denies); empty when it is the user itself.</param>
/// <param name="Count">How many users.</param>
/// <param name="Examples">Distinguished names, at most five.</param>
/// <param name="Explanation">One sentence.</param>
/// <param name="Remedy">What to do; null when there is nothing to do.</param>
public sealed record CoverageGroup(
    CoverageReason Reason, string Where, int Count, IReadOnlyList<string> Examples, string Explanation, string? Remedy);

/// <summary>Who can be written back, by a full scan of one domain controller per domain.</summary>
/// <param name="EnabledUsers">Enabled users in scope: the denominator.</param>
/// <param name="Covered">Of them, those with every right.</param>
/// <param name="Disabled">Disabled users in scope, not counted above.</param>
/// <param name="Groups">The reasons, largest first.</param>
/// <param name="Servers">The domain controllers that were read.</param>
/// <param name="At">When.</param>
public sealed record CoverageSummary(
    int EnabledUsers, int Covered, int Disabled, IReadOnlyList<CoverageGroup> Groups, IReadOnlyList<string> Servers, DateTimeOffset At)
{
    /// <summary>Whom each operation reaches; null from a relay that does not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OperationCoverage>? Operations { get; init; }

    /// <summary>What the covered users are a share of; null from a relay that does not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CoverageDenominators? Denominators { get; init; }

    /// <summary>What the reader may not have seen, one sentence each: with it, whoever was not found is not known to be absent. Null when everything was in view.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Gaps { get; init; }
}
