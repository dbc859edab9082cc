using PasswordWriteback.Storage.Backends;
using PasswordWriteback.Storage.Paging;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Audit;

/// <summary>Who did what. Lines are added; the database refuses to change or erase them.</summary>
/// <param name="database">The store.</param>
public sealed class AuditLog(Database database)
{
    /// <summary>Adds a line.</summary>
    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        database.WriteAsync(session => AppendAsync(session, entry), cancellationToken);

    /// <summary>Adds a line about a run that may be told more than once: not when the run has it already, whenever that was.</summary>
    public Task AppendOnceAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return database.WriteAsync(
            async session =>
            {
                var known = await session.QueryAsync<long>(
                    "SELECT key FROM audit WHERE tenant_id = @tenantId AND run_id = @RunId AND action = @action AND actor = @actor AND note = @note",
                    new
                    {
                        tenantId = TenantRow.Id(entry.TenantId),
                        entry.RunId,
                        action = entry.Action.ToString(),
                        actor = StoredText.Of(entry.Actor),
                        note = StoredText.Of(entry.Note),
                    }).ConfigureAwait(false);
                return known.Count > 0 ? 0 : await AppendAsync(session, entry).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <summary>The lines of a tenant in scope, the newest first. Those of an erased tenant stay readable to its owner.</summary>
    /// <exception cref="Paging.PageTokenException">The page token is not of this query.</exception>
    public Task<AuditPage> ListAsync(TenantScope scope, Guid tenantId, AuditQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var size = Page.Checked(query.PageSize);
        string[] words = ["audit", scope.Owner ?? "", TenantRow.Id(tenantId)];
        var before = KeyedPage.Before(query.PageToken, words);
        var owner = scope.Owner is null ? "" : "AND owner = @Owner";
        return database.ReadAsync(
            async session =>
            {
                var rows = await session.QueryAsync<Row>(
                    $"""
                    SELECT key AS Key, tenant_id AS TenantId, owner AS Owner, at AS At, actor AS Actor, action AS Action, run_id AS RunId, note AS Note
                    FROM audit WHERE tenant_id = @tenantId {owner} AND key < @before ORDER BY key DESC LIMIT @take
                    """,
                    new { tenantId = TenantRow.Id(tenantId), scope.Owner, before, take = size + 1 }).ConfigureAwait(false);
                var (page, next) = KeyedPage.Cut(rows, size, row => row.Key, words);
                return new AuditPage([.. page.Select(row => row.ToEntry())], next);
            },
            cancellationToken);
    }

    /// <summary>Adds a line in the transaction of what it tells of.</summary>
    internal static Task<int> AppendAsync(Session session, AuditEntry entry) =>
        session.ExecuteAsync(
            "INSERT INTO audit (tenant_id, owner, at, actor, action, run_id, note) VALUES (@tenantId, @Owner, @at, @actor, @action, @RunId, @note)",
            new
            {
                tenantId = TenantRow.Id(entry.TenantId),
                entry.Owner,
                at = StoredTime.Of(entry.At),
                actor = StoredText.Of(entry.Actor),
                action = entry.Action.ToString(),
                entry.RunId,
                note = StoredText.Of(entry.Note),
            });

    private sealed class Row
    {
        public long Key { get; set; }

        public string TenantId { get; set; } = "";

        public string Owner { get; set; } = "";

        public long At { get; set; }

        public string Actor { get; set; } = "";

        public string Action { get; set; } = "";

        public string? RunId { get; set; }

        public string Note { get; set; } = "";

        public AuditEntry ToEntry() =>
            new(Guid.ParseExact(TenantId, "D"), Owner, StoredTime.Read(At), Actor, Enum.Parse<AuditAction>(Action), RunId, Note);
    }
}
