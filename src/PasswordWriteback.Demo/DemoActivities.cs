using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Orchestration.EnableWriteback;

namespace PasswordWriteback.Demo;

/// <summary>Registers the orchestration and its activities for the demo's one tenant.</summary>
internal static class DemoActivities
{
    /// <param name="builder">The engine to be.</param>
    /// <param name="graph">The tenant.</param>
    /// <param name="store">Its reports and attestations.</param>
    /// <param name="forest">DNS name of its one forest.</param>
    /// <param name="relay">The relay of that forest; asked when the first command is sent.</param>
    public static LocalEngineBuilder AddEnableWriteback(
        this LocalEngineBuilder builder, ITenantGraph graph, MemoryRunStore store, string forest, Func<InProcessRelay> relay) => builder
        .AddOrchestrator(EnableWritebackOrchestrator.Name, EnableWritebackOrchestrator.Version, () => new EnableWritebackOrchestrator())
        .AddActivity(RunActivities.ReadTenant, (_, token) => graph.ReadTenantAsync(token))
        .AddActivity(RunActivities.ReadLicences, (_, token) => graph.ReadLicencesAsync(token))
        .AddActivity(RunActivities.ReadSelfServiceReset, (_, token) => graph.ReadSelfServiceResetAsync(token))
        .AddActivity(RunActivities.ListForests, (_, _) => Task.FromResult<IReadOnlyList<ForestRecord>>([new ForestRecord(forest)]))
        .AddActivity(RunActivities.SendRelayCommand, (attempt, _) =>
        {
            relay().Send(attempt.Command);
            return Task.FromResult(true);
        })
        .AddActivity(RunActivities.LoadReport, (run, _) => Task.FromResult(store.Find(run)))
        .AddActivity(RunActivities.SaveReport, (report, _) => Task.FromResult(store.Save(report)))
        .AddActivity(RunActivities.LoadAttestations, (_, _) => Task.FromResult<IReadOnlyList<Attestation>>(store.Attestations))
        .AddActivity(RunActivities.SaveAttestation, (attestation, _) => Task.FromResult(store.Save(attestation.Attestation)));
}
