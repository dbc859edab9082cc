using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Orchestration.Tests.Scripted;
using PasswordWriteback.Simulation.Clock;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Samba.Tests.Runs;

/// <summary>The simulated tenant over HTTPS, with password reset for all, and the real Graph client that reads it.</summary>
internal sealed class TenantOnLoopback : IAsyncDisposable
{
    // Ten seconds of Graph's limit on reports are a fifth of one.
    private const double Speed = 50;

    private readonly SimulatedTenant _tenant;
    private readonly TenantGraphFactory _graphs;

    private TenantOnLoopback(SimulatedTenant tenant, TimeProvider time)
    {
        _tenant = tenant;
        _graphs = new TenantGraphFactory(tenant.CreateHandler(), TimeProvider.System, NullLoggerFactory.Instance) { ReportClock = time };
        Graph = _graphs.Create(
            tenant.TenantId,
            new GraphCloud("simulated", tenant.BaseAddress, tenant.BaseAddress, IsWellKnown: false),
            new ClientSecretTenantCredential(tenant.ClientId, tenant.ClientSecret));
    }

    /// <summary>Reads the tenant.</summary>
    public ITenantGraph Graph { get; }

    /// <summary>What it was asked.</summary>
    public IReadOnlyCollection<TenantRequest> Requests => _tenant.Requests;

    public static async Task<TenantOnLoopback> StartAsync()
    {
        var time = new AcceleratedTimeProvider(TimeProvider.System, Speed);
        var e3 = TenantProfiles.Create(TenantProfiles.E3Hybrid, time.GetUtcNow());
        var state = e3 with
        {
            TenantId = ScriptedTenant.Id,
            ResetScope = ResetScope.All,
            OnPremisesIntegration = true,
            Report = e3.Report with { Scope = ResetScope.All },
        };
        return new TenantOnLoopback(await SimulatedTenant.StartAsync(state, time, TestContext.Current.CancellationToken), time);
    }

    public async ValueTask DisposeAsync()
    {
        _graphs.Dispose();
        await _tenant.DisposeAsync();
    }
}
