using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tenants;

/// <summary>A tenant as the API shows it.</summary>
/// <param name="TenantId">Its directory id.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Owner">The portal that registered it.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Forests">DNS names of the roots of its forests, in lower case.</param>
/// <param name="CheckIntervalHours">How often it is checked while all is well.</param>
/// <param name="MinimumPasswordAgeZero">Whether it wants a minimum password age of 0.</param>
/// <param name="RegisteredAt">When it was registered.</param>
/// <param name="ConsentedAt">When an administrator consented; missing while pending.</param>
/// <param name="ConsentedBy">Object id of that administrator; missing while pending.</param>
/// <param name="LastVerdict">Verdict of the last run that judged it; missing before.</param>
/// <param name="LastRunId">That run.</param>
/// <param name="LastCheckedAt">When that run ended.</param>
/// <param name="NextCheckAt">When it is checked next; missing while it is not active.</param>
/// <param name="FailedChecks">Checks in a row that could not be made.</param>
/// <param name="Version">Grows with every change; the ETag holds it.</param>
public sealed record TenantView(
    Guid TenantId,
    string Name,
    string Owner,
    TenantState State,
    IReadOnlyList<string> Forests,
    int CheckIntervalHours,
    bool MinimumPasswordAgeZero,
    DateTimeOffset RegisteredAt,
    DateTimeOffset? ConsentedAt,
    string? ConsentedBy,
    Verdict? LastVerdict,
    string? LastRunId,
    DateTimeOffset? LastCheckedAt,
    DateTimeOffset? NextCheckAt,
    int FailedChecks,
    long Version)
{
    /// <summary>Shows a record.</summary>
    public static TenantView Of(TenantRecord tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return new(
            tenant.TenantId,
            tenant.Name,
            tenant.Owner,
            tenant.State,
            tenant.Forests,
            (int)tenant.CheckInterval.TotalHours,
            tenant.MinimumPasswordAgeZero,
            tenant.RegisteredAt,
            tenant.ConsentedAt,
            tenant.ConsentedBy,
            tenant.LastVerdict,
            tenant.LastRunId,
            tenant.LastCheckedAt,
            tenant.State == TenantState.Active ? tenant.NextCheckAt : null,
            tenant.FailedChecks,
            tenant.Version);
    }
}

/// <summary>A page of tenants.</summary>
/// <param name="Items">The tenants.</param>
/// <param name="Total">How many tenants the query holds in all; with several hosts on one database, as of at most 5 seconds ago.</param>
/// <param name="NextPageToken">The <c>pageToken</c> of the next page; missing when this is the last.</param>
public sealed record TenantListView(IReadOnlyList<TenantView> Items, long Total, string? NextPageToken);
