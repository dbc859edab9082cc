using PasswordWriteback.Storage.Paging;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Runs;

/// <summary>Runs and how far they have come.</summary>
/// <param name="database">The store.</param>
/// <param name="time">Dates what is stored.</param>
public sealed class RunStore(Database database, TimeProvider time)
{
    /// <summary>Stores a run as accepted, with its line of the audit; of two writers of a tenant, one.</summary>
    public Task<RunAdmission> StartAsync(TenantScope scope, NewRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return database.WriteAsync(session => RunAdmitter.AdmitAsync(session, scope, run, time.GetUtcNow()), cancellationToken);
    }

    /// <summary>The engine has the run. Nothing happens when it is past that.</summary>
    public Task MarkRunningAsync(string runId, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.ExecuteAsync("UPDATE run SET state = 'Running', version = version + 1 WHERE run_id = @runId AND state = 'Accepted'", new { runId }),
            cancellationToken);

    /// <summary>A run of a tenant in scope; null when there is none.</summary>
    public Task<RunRecord?> FindAsync(TenantScope scope, Guid tenantId, string runId, CancellationToken cancellationToken) =>
        database.ReadAsync(async session => (await RunRow.FindAsync(session, scope, tenantId, runId).ConfigureAwait(false))?.ToRecord(), cancellationToken);

    /// <summary>A run of a tenant in scope that an administrator has consented to, in one round trip; null when there is none.</summary>
    /// <param name="scope">Whose tenants are seen.</param>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="runId">The run.</param>
    /// <param name="withReport">Whether its report is read as well.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<RunWithReport?> FindConsentedAsync(TenantScope scope, Guid tenantId, string runId, bool withReport, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => await RunRow.FindConsentedAsync(session, scope, tenantId, runId, withReport).ConfigureAwait(false) is { } row
                ? new RunWithReport(row.ToRecord(), row.Report)
                : null,
            cancellationToken);

    /// <summary>Runs of a tenant in scope, the newest first; none when the tenant is not in scope.</summary>
    /// <exception cref="Paging.PageTokenException">The page token is not of this query.</exception>
    public Task<RunPage> ListAsync(TenantScope scope, Guid tenantId, RunQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var size = Page.Checked(query.PageSize);
        string[] words = ["runs", scope.Owner ?? "", TenantRow.Id(tenantId), $"{query.Mode}", $"{query.State}"];
        var before = KeyedPage.Before(query.PageToken, words);
        return database.ReadAsync(
            async session =>
            {
                var tenant = await TenantRow.FindAsync(session, scope, tenantId).ConfigureAwait(false);
                if (tenant is null)
                {
                    return new RunPage([], NextPageToken: null);
                }

                var rows = await session.QueryAsync<RunRow>(
                    $"""
                    {RunRow.Select}
                    WHERE r.tenant_key = @Key AND r.key < @before
                        {(query.Mode is null ? "" : "AND r.mode = @mode")} {(query.State is null ? "" : "AND r.state = @state")}
                    ORDER BY r.key DESC LIMIT @take
                    """,
                    new { tenant.Key, before, mode = query.Mode?.ToString(), state = query.State?.ToString(), take = size + 1 }).ConfigureAwait(false);
                var (page, next) = KeyedPage.Cut(rows, size, row => row.Key, words);
                return new RunPage([.. page.Select(row => row.ToRecord())], next);
            },
            cancellationToken);
    }

    /// <summary>The runs of everyone that have not ended, the oldest first.</summary>
    public Task<IReadOnlyList<RunRecord>> UnfinishedAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<RunRecord>>(
            async session => [.. (await session.QueryAsync<RunRow>($"{RunRow.Select} WHERE r.state IN ('Accepted', 'Running') ORDER BY r.key").ConfigureAwait(false)).Select(row => row.ToRecord())],
            cancellationToken);

    /// <summary>A run has ended without a report. Nothing happens when it has ended already. The tenant's next check is the caller's to move.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether this call ended it.</returns>
    public Task<bool> FailAsync(string runId, string reason, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var failed = await session.ExecuteAsync(
                    """
                    UPDATE run SET state = 'Failed', failure = @reason, finished_at = @at, version = version + 1
                    WHERE run_id = @runId AND state IN ('Accepted', 'Running')
                    """,
                    new { runId, reason = StoredText.Of(reason), at = StoredTime.Of(time.GetUtcNow()) }).ConfigureAwait(false);
                await session.ExecuteAsync(
                    "DELETE FROM run_progress WHERE run_key IN (SELECT key FROM run WHERE run_id = @runId AND state = 'Failed')", new { runId }).ConfigureAwait(false);
                return failed == 1;
            },
            cancellationToken);

    /// <summary>How many checks have not ended, of everyone.</summary>
    public Task<int> CountRunningChecksAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.ScalarAsync<int>("SELECT count(*) FROM run WHERE mode = 'Check' AND state IN ('Accepted', 'Running')"), cancellationToken);

    /// <summary>The last confirmation per forest of a run that goes on; none once it has a report.</summary>
    public Task<IReadOnlyList<RunControllers>> LoadProgressAsync(string runId, CancellationToken cancellationToken) =>
        database.ReadAsync(session => RunProgress.LoadAsync(session, runId), cancellationToken);

    /// <summary>
    /// Erases old runs with their reports, the oldest first. Kept are: the run that a tenant's verdict is of, the one that the next
    /// report is compared with, and applies that changed something and were not rolled back.
    /// </summary>
    /// <param name="endedBefore">Only runs that ended before this, and lines of drift that are older.</param>
    /// <param name="limit">How many runs, and how many lines, at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The ids of the erased runs.</returns>
    public Task<IReadOnlyList<string>> PurgeAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(session => RunRetention.PurgeAsync(session, endedBefore, limit), cancellationToken);
}
