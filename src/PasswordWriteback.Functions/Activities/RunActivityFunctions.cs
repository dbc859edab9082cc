using Microsoft.Azure.Functions.Worker;
using PasswordWriteback.Core;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage;

namespace PasswordWriteback.Functions.Activities;

/// <summary>The activities of a run (<see cref="RunActivities"/>).</summary>
public sealed class RunActivityFunctions(ITenantGraphs graphs, PatientPorts ports)
{
    /// <summary><see cref="RunActivities.ReadTenant"/>.</summary>
    [Function(nameof(RunActivities.ReadTenant))]
    public async Task<TenantReading> ReadTenantAsync([ActivityTrigger] Guid tenantId, CancellationToken cancellationToken) =>
        await (await graphs.GetAsync(tenantId, cancellationToken).ConfigureAwait(false)).ReadTenantAsync(cancellationToken).ConfigureAwait(false);

    /// <summary><see cref="RunActivities.ReadLicences"/>.</summary>
    [Function(nameof(RunActivities.ReadLicences))]
    public async Task<LicenceReading> ReadLicencesAsync([ActivityTrigger] Guid tenantId, CancellationToken cancellationToken) =>
        await (await graphs.GetAsync(tenantId, cancellationToken).ConfigureAwait(false)).ReadLicencesAsync(cancellationToken).ConfigureAwait(false);

    /// <summary><see cref="RunActivities.ReadSelfServiceReset"/>.</summary>
    [Function(nameof(RunActivities.ReadSelfServiceReset))]
    public async Task<SelfServiceResetReading> ReadSelfServiceResetAsync([ActivityTrigger] Guid tenantId, CancellationToken cancellationToken) =>
        await (await graphs.GetAsync(tenantId, cancellationToken).ConfigureAwait(false)).ReadSelfServiceResetAsync(cancellationToken).ConfigureAwait(false);

    /// <summary><see cref="RunActivities.SetSurface"/>.</summary>
    [Function(nameof(RunActivities.SetSurface))]
    public async Task<Reading<bool>> SetSurfaceAsync([ActivityTrigger] SurfaceSetting setting, CancellationToken cancellationToken) =>
        await setting.SetAsync(await graphs.GetAsync(setting.TenantId, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary><see cref="RunActivities.ListForests"/>.</summary>
    [Function(nameof(RunActivities.ListForests))]
    public async Task<ForestRecord[]> ListForestsAsync([ActivityTrigger] Guid tenantId, CancellationToken cancellationToken) =>
        [.. await ports.ListAsync(tenantId, cancellationToken).ConfigureAwait(false)];

    /// <summary><see cref="RunActivities.SendRelayCommand"/>.</summary>
    [Function(nameof(RunActivities.SendRelayCommand))]
    public Task<bool> SendRelayCommandAsync([ActivityTrigger] RelayCommandAttempt attempt, CancellationToken cancellationToken) =>
        ports.SendAsync(attempt, cancellationToken);

    /// <summary><see cref="RunActivities.LoadReport"/>.</summary>
    [Function(nameof(RunActivities.LoadReport))]
    public Task<RunReport?> LoadReportAsync([ActivityTrigger] RunReference run, CancellationToken cancellationToken) => ports.LoadAsync(run, cancellationToken);

    /// <summary><see cref="RunActivities.SaveReport"/>.</summary>
    [Function(nameof(RunActivities.SaveReport))]
    public async Task<bool> SaveReportAsync([ActivityTrigger] RunReport report, CancellationToken cancellationToken)
    {
        await ports.SaveAsync(report, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary><see cref="RunActivities.LoadAttestations"/>.</summary>
    [Function(nameof(RunActivities.LoadAttestations))]
    public async Task<Attestation[]> LoadAttestationsAsync([ActivityTrigger] Guid tenantId, CancellationToken cancellationToken) =>
        [.. await ports.LoadAsync(tenantId, cancellationToken).ConfigureAwait(false)];

    /// <summary><see cref="RunActivities.SaveAttestation"/>.</summary>
    [Function(nameof(RunActivities.SaveAttestation))]
    public async Task<bool> SaveAttestationAsync([ActivityTrigger] TenantAttestation attestation, CancellationToken cancellationToken)
    {
        await ports.SaveAsync(attestation, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
