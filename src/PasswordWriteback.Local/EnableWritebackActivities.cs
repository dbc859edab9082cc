using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.Local;

/// <summary>EnableWriteback on the embedded engine: the orchestrator, and its activities over the ports of a host.</summary>
public static class EnableWritebackActivities
{
    /// <summary>Registers the orchestrator and its activities.</summary>
    /// <param name="builder">The engine to be.</param>
    /// <param name="graphs">Reads the tenant.</param>
    /// <param name="forests">Its forests.</param>
    /// <param name="relays">Takes commands for them.</param>
    /// <param name="reports">Keeps reports.</param>
    /// <param name="attestations">Keeps what people attest.</param>
    public static LocalEngineBuilder AddEnableWriteback(
        this LocalEngineBuilder builder,
        ITenantGraphs graphs,
        IForestRecords forests,
        IRelayCommandSender relays,
        IRunReports reports,
        IAttestations attestations)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(graphs);
        return builder
            .AddOrchestrator(EnableWritebackOrchestrator.Name, EnableWritebackOrchestrator.Version, () => new EnableWritebackOrchestrator())
            .AddActivity(RunActivities.ReadTenant, (tenantId, token) => ReadAsync(graphs, tenantId, graph => graph.ReadTenantAsync(token), token))
            .AddActivity(RunActivities.ReadLicences, (tenantId, token) => ReadAsync(graphs, tenantId, graph => graph.ReadLicencesAsync(token), token))
            .AddActivity(RunActivities.ReadSelfServiceReset, (tenantId, token) => ReadAsync(graphs, tenantId, graph => graph.ReadSelfServiceResetAsync(token), token))
            .AddActivity(RunActivities.SetSurface, (setting, token) => ReadAsync(graphs, setting.TenantId, graph => setting.SetAsync(graph, token), token))
            .AddActivity(RunActivities.ListForests, forests.ListAsync)
            .AddActivity(RunActivities.SendRelayCommand, relays.SendAsync)
            .AddActivity(RunActivities.LoadReport, reports.LoadAsync)
            .AddActivity(RunActivities.SaveReport, (report, token) => DoneAsync(reports.SaveAsync(report, token)))
            .AddActivity(RunActivities.LoadAttestations, attestations.LoadAsync)
            .AddActivity(RunActivities.SaveAttestation, (attestation, token) => DoneAsync(attestations.SaveAsync(attestation, token)));
    }

    private static async Task<T> ReadAsync<T>(
        ITenantGraphs graphs, Guid tenantId, Func<ITenantGraph, Task<T>> read, CancellationToken cancellationToken) =>
        await read(await graphs.GetAsync(tenantId, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);

    private static async Task<bool> DoneAsync(Task saved)
    {
        await saved.ConfigureAwait(false);
        return true;
    }
}
