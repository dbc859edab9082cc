using Microsoft.Azure.Functions.Worker;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.Functions.Activities;

/// <summary>The activities that read a tenant through Microsoft Graph.</summary>
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
}
