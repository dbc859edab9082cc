using System.Text.Json;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Runs;

/// <summary>Reports of runs, and what runs have seen so far.</summary>
/// <param name="database">The store.</param>
/// <param name="time">Dates what is stored.</param>
public sealed class RunReportStore(Database database, TimeProvider time) : IRunReports, IRunProgress
{
    /// <inheritdoc/>
    public async Task<RunReport?> LoadAsync(RunReference run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var json = await ReadJsonAsync(TenantScope.Everyone, run.TenantId, run.RunId, cancellationToken).ConfigureAwait(false);
        return json is null ? null : JsonSerializer.Deserialize(json, OrchestrationJson.Default.RunReport);
    }

    /// <summary>
    /// Ends a run with its report. In the same transaction: if the report judges the tenant, its verdict, its next check and the
    /// drift against the last report. Storing it twice is storing it once.
    /// </summary>
    /// <exception cref="KeyNotFoundException">No such run of that tenant; it was erased.</exception>
    public Task SaveAsync(RunReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        return database.WriteAsync(session => ReportSaver.SaveAsync(session, report, time.GetUtcNow()), cancellationToken);
    }

    /// <inheritdoc/>
    public Task SaveControllersAsync(
        string runId, string forest, IReadOnlyList<ControllerConfirmation> controllers, CancellationToken cancellationToken) =>
        database.WriteAsync(session => RunProgress.SaveAsync(session, runId, forest, controllers, time.GetUtcNow()), cancellationToken);

    /// <summary>The report of a run of a tenant in scope as JSON, character by character as it was stored; null when there is none.</summary>
    public Task<string?> ReadJsonAsync(TenantScope scope, Guid tenantId, string runId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session.ScalarAsync<string>(
                $"""
                SELECT p.report FROM run_report p JOIN run r ON r.key = p.run_key JOIN tenant t ON t.key = r.tenant_key
                WHERE r.run_id = @runId AND t.tenant_id = @tenantId {(scope.Owner is null ? "" : "AND t.owner = @Owner")}
                """,
                new { runId, tenantId = TenantRow.Id(tenantId), scope.Owner }),
            cancellationToken);
}
