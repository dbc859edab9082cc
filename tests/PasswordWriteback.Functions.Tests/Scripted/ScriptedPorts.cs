using System.Collections.Concurrent;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Functions.Tests.Scripted;

/// <summary>Everything that a run's activities reach, answered from a script and from memory.</summary>
/// <param name="raise">Raises an event of a run: run id, event name, payload.</param>
internal sealed class ScriptedPorts(Func<string, string, RelaySignal, Task> raise)
    : ITenantGraphs, ITenantGraph, IForestRecords, IRelayCommandSender, IRunReports, IAttestations
{
    private readonly ScriptedTenant _tenant = new(TimeProvider.System);
    private readonly ConcurrentDictionary<string, RunReport> _reports = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Attestation> _attestations = new(StringComparer.Ordinal);

    public Guid TenantId => ScriptedTenant.Id;

    /// <summary>The relay: every controller has what was written at once, and a reset has arrived before, so no pause is made.</summary>
    private ScriptedRelay Relay { get; } = AtOnce(new ScriptedRelay(TimeProvider.System));

    /// <summary>Leaves a scripted relay nothing to wait for.</summary>
    public static ScriptedRelay AtOnce(ScriptedRelay relay)
    {
        relay.SecondController.Clear();
        relay.SecondController.Enqueue(Core.ActiveDirectory.Replication.ConfirmationState.Confirmed);
        relay.ResetArrived = true;
        return relay;
    }

    public Task<ITenantGraph> GetAsync(Guid tenantId, CancellationToken cancellationToken) => Task.FromResult<ITenantGraph>(this);

    public Task<TenantReading> ReadTenantAsync(CancellationToken cancellationToken) => Task.FromResult(_tenant.Tenant());

    public Task<LicenceReading> ReadLicencesAsync(CancellationToken cancellationToken) => Task.FromResult(ScriptedTenant.Licences());

    public Task<SelfServiceResetReading> ReadSelfServiceResetAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_tenant.SelfServiceReset());

    public Task<IReadOnlyList<ForestRecord>> ListAsync(Guid tenantId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ForestRecord>>([new(ScriptedRelay.Forest)]);

    public async Task<bool> SendAsync(RelayCommandAttempt attempt, CancellationToken cancellationToken)
    {
        var name = RunEvents.Relay(attempt.Command.CommandId);
        await raise(attempt.Command.RunId, name, new RelaySignal(RelaySignalKind.Accepted, "accepted"));
        await raise(attempt.Command.RunId, name, new RelaySignal(RelaySignalKind.Completed, "completed", Relay.Answer(attempt.Command)));
        return true;
    }

    public Task<RunReport?> LoadAsync(RunReference run, CancellationToken cancellationToken) =>
        Task.FromResult(_reports.GetValueOrDefault(run.RunId));

    public Task SaveAsync(RunReport report, CancellationToken cancellationToken)
    {
        _reports[report.RunId] = report;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Attestation>> LoadAsync(Guid tenantId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Attestation>>([.. _attestations.Values]);

    public Task SaveAsync(TenantAttestation attestation, CancellationToken cancellationToken)
    {
        _attestations[attestation.Attestation.FindingCode] = attestation.Attestation;
        return Task.CompletedTask;
    }
}
