using PasswordWriteback.Storage.Paging;

namespace PasswordWriteback.Storage.Audit;

/// <summary>Which lines of a tenant's audit to list, the newest first.</summary>
/// <param name="PageSize">How many at most, 1 to <see cref="Page.MaxSize"/>.</param>
/// <param name="PageToken">Where to go on; null: at the start.</param>
public sealed record AuditQuery(int PageSize = Page.DefaultSize, string? PageToken = null);

/// <summary>A page of the audit.</summary>
/// <param name="Items">The lines, the newest first.</param>
/// <param name="NextPageToken">Where the next page starts; null when this is the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Items, string? NextPageToken);
