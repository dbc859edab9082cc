using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage.Paging;

namespace PasswordWriteback.Storage.Tenants;

/// <summary>What a list of tenants is sorted by. Equal ones stay in the order of registration.</summary>
public enum TenantSort
{
    /// <summary>Name, upper and lower case alike, by code point.</summary>
    Name,

    /// <summary>When it was registered.</summary>
    RegisteredAt,

    /// <summary>When it was last checked; never counts as before everything.</summary>
    LastCheckedAt,

    /// <summary>When it is checked next; never counts as before everything.</summary>
    NextCheckAt,
}

/// <summary>Which tenants to list. Conditions that are null hold for all.</summary>
/// <param name="State">Only those in this state.</param>
/// <param name="Verdict">Only those whose last verdict this is.</param>
/// <param name="NameContains">Only those whose name holds this, upper and lower case alike.</param>
/// <param name="Sort">The order.</param>
/// <param name="Descending">Whether the order is reversed.</param>
/// <param name="PageSize">How many at most, 1 to <see cref="Page.MaxSize"/>.</param>
/// <param name="PageToken">Where to go on; null: at the start.</param>
public sealed record TenantQuery(
    TenantState? State = null,
    Verdict? Verdict = null,
    string? NameContains = null,
    TenantSort Sort = TenantSort.Name,
    bool Descending = false,
    int PageSize = Page.DefaultSize,
    string? PageToken = null);

/// <summary>A page of tenants.</summary>
/// <param name="Items">The tenants.</param>
/// <param name="NextPageToken">Where the next page starts; null when this is the last.</param>
/// <param name="Total">How many tenants the query holds in all; what another host on the same database wrote may be missing from it for 5 s.</param>
public sealed record TenantPage(IReadOnlyList<TenantRecord> Items, string? NextPageToken, long Total);
