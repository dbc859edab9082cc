using System.Collections.Concurrent;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.LocalHost.Graph;

/// <summary>The readers of tenants, all through the one app of this host. A tenant keeps its reader, and with it its token.</summary>
internal sealed class TenantGraphs(TenantGraphFactory factory, GraphCloud cloud, TenantCredential? credential) : ITenantGraphs
{
    private readonly ConcurrentDictionary<Guid, ITenantGraph> _graphs = new();

    public Task<ITenantGraph> GetAsync(Guid tenantId, CancellationToken cancellationToken) => Task.FromResult(_graphs.GetOrAdd(
        tenantId,
        id => factory.Create(id, cloud, credential ?? throw new InvalidOperationException(
            "This host has no app registration to read tenants with. Set Graph:ClientId and Graph:CertificateFile."))));
}
