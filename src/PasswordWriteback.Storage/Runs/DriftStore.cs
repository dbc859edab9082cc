using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage.Paging;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Runs;

/// <summary>How tenants differed from what they were; <see cref="RunReportStore"/> writes it.</summary>
/// <param name="database">The store.</param>
public sealed class DriftStore(Database database)
{
    /// <summary>The drift of a tenant in scope, the newest first; none when the tenant is not in scope.</summary>
    /// <exception cref="Paging.PageTokenException">The page token is not of this query.</exception>
    public Task<DriftPage> ListAsync(TenantScope scope, Guid tenantId, DriftQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var size = Page.Checked(query.PageSize);
        string[] words = ["drift", scope.Owner ?? "", TenantRow.Id(tenantId)];
        var before = KeyedPage.Before(query.PageToken, words);
        return database.ReadAsync(
            async session =>
            {
                var tenant = await TenantRow.FindAsync(session, scope, tenantId).ConfigureAwait(false);
                if (tenant is null)
                {
                    return new DriftPage([], NextPageToken: null);
                }

                var rows = await session.QueryAsync<Row>(
                    """
                    SELECT key AS Key, at AS At, run_id AS RunId, previous_run_id AS PreviousRunId, kind AS Kind,
                        finding_code AS FindingCode, subject AS Subject, detail AS Detail
                    FROM drift WHERE tenant_key = @Key AND key < @before ORDER BY key DESC LIMIT @take
                    """,
                    new { tenant.Key, before, take = size + 1 }).ConfigureAwait(false);
                var (page, next) = KeyedPage.Cut(rows, size, row => row.Key, words);
                return new DriftPage([.. page.Select(row => row.ToEntry())], next);
            },
            cancellationToken);
    }

    private sealed class Row
    {
        public long Key { get; set; }

        public long At { get; set; }

        public string RunId { get; set; } = "";

        public string PreviousRunId { get; set; } = "";

        public string Kind { get; set; } = "";

        public string? FindingCode { get; set; }

        public string? Subject { get; set; }

        public string Detail { get; set; } = "";

        public DriftEntry ToEntry() =>
            new(StoredTime.Read(At), RunId, PreviousRunId, Enum.Parse<DriftKind>(Kind), FindingCode, Subject, Detail);
    }
}
