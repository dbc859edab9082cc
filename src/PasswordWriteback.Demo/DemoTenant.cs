using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.Demo;

/// <summary>The demo's one tenant, with one forest.</summary>
/// <param name="graph">Reads it.</param>
/// <param name="forest">DNS name of the forest.</param>
internal sealed class DemoTenant(ITenantGraph graph, string forest) : ITenantGraphs, IForestRecords
{
    public Task<ITenantGraph> GetAsync(Guid tenantId, CancellationToken cancellationToken) => Task.FromResult(graph);

    public Task<IReadOnlyList<ForestRecord>> ListAsync(Guid tenantId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ForestRecord>>([new ForestRecord(forest)]);
}
