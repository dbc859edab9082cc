using Microsoft.Azure.Functions.Worker;
using PasswordWriteback.Core;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.Functions.Activities;

/// <summary>The activities that read and set a tenant through Microsoft Graph.</summary>
public sealed class TenantActivities(ITenantGraphs graphs)
{
    /// <summary><see cref="RunActivities.ReadTenant"/>.</summary>
    [Function(nameof(RunActivities.ReadTenant))]
    public async Task<TenantReading> ReadTenantAsync([ActivityTrigger] Guid tenantId, CancellationToken cancellationToken)
    {
        var graph = await graphs.GetAsync(tenantId, cancellationToken).ConfigureAwait(false);
        return await graph.ReadTenantAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary><see cref="RunActivities.ReadLicences"/>.</summary>
    [Function(nameof(RunActivities.ReadLicences))]
    public async Task<LicenceReading> ReadLicencesAsync([ActivityTrigger] Guid tenantId, CancellationToken cancellationToken)
    {
        var graph = await graphs.GetAsync(tenantId, cancellationToken).ConfigureAwait(false);
        return await graph.ReadLicencesAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary><see cref="RunActivities.ReadSelfServiceReset"/>.</summary>
    [Function(nameof(RunActivities.ReadSelfServiceReset))]
    public async Task<SelfServiceResetReading> ReadSelfServiceResetAsync([ActivityTrigger] Guid tenantId, CancellationToken cancellationToken)
    {
        var graph = await graphs.GetAsync(tenantId, cancellationToken).ConfigureAwait(false);
        return await graph.ReadSelfServiceResetAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary><see cref="RunActivities.SetSurface"/>.</summary>
    [Function(nameof(RunActivities.SetSurface))]
    public async Task<Reading<bool>> SetSurfaceAsync([ActivityTrigger] SurfaceSetting setting, CancellationToken cancellationToken)
    {
        var graph = await graphs.GetAsync(setting.TenantId, cancellationToken).ConfigureAwait(false);
        return await setting.SetAsync(graph, cancellationToken).ConfigureAwait(false);
    }
}
