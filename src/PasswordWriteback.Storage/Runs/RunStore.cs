using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Runs;

/// <summary>Runs and how far they have come.</summary>
/// <param name="database">The store.</param>
/// <param name="time">Dates what is stored.</param>
public sealed class RunStore(Database database, TimeProvider time)
{
    /// <summary>Stores a run as accepted, with its line of the audit; of two writers of a tenant, one.</summary>
    public Task<RunAdmission> StartAsync(TenantScope scope, NewRun run, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The engine has the run. Nothing happens when it is past that.</summary>
    public Task MarkRunningAsync(string runId, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>A run of a tenant in scope; null when there is none.</summary>
    public Task<RunRecord?> FindAsync(TenantScope scope, Guid tenantId, string runId, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Runs of a tenant in scope, the newest first; none when the tenant is not in scope.</summary>
    /// <exception cref="Paging.PageTokenException">The page token is not of this query.</exception>
    public Task<RunPage> ListAsync(TenantScope scope, Guid tenantId, RunQuery query, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The runs of everyone that have not ended, the oldest first.</summary>
    public Task<IReadOnlyList<RunRecord>> UnfinishedAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>A run has ended without a report. Nothing happens when it has ended already.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task FailAsync(string runId, string reason, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>How many checks have not ended, of everyone.</summary>
    public Task<int> CountRunningChecksAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The last confirmation per forest of a run that goes on; none once it has a report.</summary>
    public Task<IReadOnlyList<RunControllers>> LoadProgressAsync(string runId, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>
    /// Erases old runs with their reports, the oldest first. Kept are: the run that a tenant's verdict is of, the one that the next
    /// report is compared with, and applies that changed something and were not rolled back.
    /// </summary>
    /// <param name="endedBefore">Only runs that ended before this.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The ids of the erased runs.</returns>
    public Task<IReadOnlyList<string>> PurgeAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellationToken) => throw new NotImplementedException();
}
