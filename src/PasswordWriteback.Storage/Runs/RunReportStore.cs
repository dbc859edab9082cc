using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Runs;

/// <summary>Reports of runs, and what runs have seen so far.</summary>
/// <param name="database">The store.</param>
/// <param name="time">Dates what is stored.</param>
public sealed class RunReportStore(Database database, TimeProvider time) : IRunReports, IRunProgress
{
    /// <inheritdoc/>
    public Task<RunReport?> LoadAsync(RunReference run, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>
    /// Ends a run with its report. In the same transaction: if the report judges the tenant, its verdict, its next check and the
    /// drift against the last report. Storing it twice is storing it once.
    /// </summary>
    /// <exception cref="KeyNotFoundException">No such run of that tenant; it was erased.</exception>
    public Task SaveAsync(RunReport report, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task SaveControllersAsync(
        string runId, string forest, IReadOnlyList<ControllerConfirmation> controllers, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The report of a run of a tenant in scope as JSON, character by character as it was stored; null when there is none.</summary>
    public Task<string?> ReadJsonAsync(TenantScope scope, Guid tenantId, string runId, CancellationToken cancellationToken) => throw new NotImplementedException();
}
