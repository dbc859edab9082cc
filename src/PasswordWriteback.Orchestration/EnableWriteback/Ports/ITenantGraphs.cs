using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Orchestration.EnableWriteback.Ports;

/// <summary>The Microsoft Graph reader of each tenant: its cloud and its credential are the host's business.</summary>
public interface ITenantGraphs
{
    /// <summary>The reader of a tenant.</summary>
    /// <exception cref="KeyNotFoundException">No such tenant is registered.</exception>
    Task<ITenantGraph> GetAsync(Guid tenantId, CancellationToken cancellationToken);
}
