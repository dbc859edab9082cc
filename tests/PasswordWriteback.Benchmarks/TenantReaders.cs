using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Benchmarks;

/// <summary>
/// What a tenant's reader keeps in memory between its checks: the credential with its token. Every reader asks the one simulated tenant
/// under a number of its own in the credential's cache; to compare with the demand: 10,000 tenants in one host.
/// </summary>
internal static class TenantReaders
{
    /// <summary>Makes so many readers, lets each get its token, and prints the bytes that stay.</summary>
    public static async Task PrintAsync(int count)
    {
        await using var tenant = await SimulatedTenant.StartAsync(TenantProfiles.E3Hybrid, TimeProvider.System, CancellationToken.None);
        var cloud = new GraphCloud("simulated", tenant.BaseAddress, tenant.BaseAddress, IsWellKnown: false);
        var credential = new ClientSecretTenantCredential(tenant.ClientId, tenant.ClientSecret);
        using var factory = new Graph.TenantGraphFactory(tenant.CreateHandler(), TimeProvider.System, NullLoggerFactory.Instance);
        var readers = new List<Core.Tenants.ITenantGraph>(count);
        for (var i = 0; i < 50; i++)
        {
            await factory.Create(tenant.TenantId, cloud, credential).ReadTenantAsync(CancellationToken.None);
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < count; i++)
        {
            readers.Add(factory.Create(tenant.TenantId, cloud, credential));
        }

        var made = GC.GetTotalMemory(forceFullCollection: true);
        var requests = tenant.Requests.Count;
        foreach (var reader in readers)
        {
            await reader.ReadTenantAsync(CancellationToken.None);
        }

        // The simulated tenant remembers each request and token: what that takes is measured by requests of others and taken off.
        var used = GC.GetTotalMemory(forceFullCollection: true);
        var remembered = await RememberedAsync(tenant, factory, cloud, credential, count);
        Console.WriteLine(
            $"{count} readers: {(made - before) / count:N0} bytes each before they are used, {((used - before) - remembered) / count:N0} bytes with their token ({(tenant.Requests.Count - requests) / (2 * count)} requests each)");
        GC.KeepAlive(readers);
    }

    /// <summary>The bytes that so many readings leave behind in the simulated tenant, with readers that are not kept.</summary>
    private static async Task<long> RememberedAsync(
        SimulatedTenant tenant, Graph.TenantGraphFactory factory, GraphCloud cloud, TenantCredential credential, int count)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < count; i++)
        {
            await factory.Create(tenant.TenantId, cloud, credential).ReadTenantAsync(CancellationToken.None);
        }

        return GC.GetTotalMemory(forceFullCollection: true) - before;
    }
}
