using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Storage.Tenants;

/// <summary>How far a tenant has come.</summary>
public enum TenantState
{
    /// <summary>Registered; no administrator of it has consented yet, so nothing can be done with it.</summary>
    Pending,

    /// <summary>An administrator of the tenant has consented.</summary>
    Active,

    /// <summary>Being erased: its runs end, its relays are revoked, then it is gone.</summary>
    Deleting,
}

/// <summary>
/// A tenant as it is stored. Several owners may have one pending at the same time, so that nobody can block a tenant by
/// registering it first; only one of them can be active, the one that an administrator of the tenant consented to.
/// </summary>
public sealed record TenantRecord
{
    /// <summary>The tenant's directory id.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The portal that registered it.</summary>
    public required string Owner { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>How far it has come.</summary>
    public required TenantState State { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>DNS names of the roots of its forests.</summary>
    public required IReadOnlyList<string> Forests { get; init; }

    /// <summary>How often it is checked while all is well.</summary>
    public required TimeSpan CheckInterval { get; init; }

    /// <summary>Whether it wants a minimum password age of 0.</summary>
    public bool MinimumPasswordAgeZero { get; init; }

    /// <summary>When an administrator consented; null while pending.</summary>
    public DateTimeOffset? ConsentedAt { get; init; }

    /// <summary>The administrator's object id; null while pending.</summary>
    public string? ConsentedBy { get; init; }

    /// <summary>When it is checked next; null while pending.</summary>
    public DateTimeOffset? NextCheckAt { get; init; }

    /// <summary>Checks in a row that could not be made.</summary>
    public int FailedChecks { get; init; }

    /// <summary>Verdict of the last run that judged it.</summary>
    public Verdict? LastVerdict { get; init; }

    /// <summary>The run that <see cref="LastVerdict"/> is of.</summary>
    public string? LastRunId { get; init; }

    /// <summary>When that run ended.</summary>
    public DateTimeOffset? LastCheckedAt { get; init; }

    /// <summary>Grows with every change; for optimistic concurrency and ETags.</summary>
    public required long Version { get; init; }
}
