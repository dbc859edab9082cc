using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PasswordWriteback.Api.Tenants.Erasure;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;
using static PasswordWriteback.Api.Tests.Tenants.TenantCalls;

namespace PasswordWriteback.Api.Tests.Tenants;

public sealed class TenantErasureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delete_ShowsTheTenantUntilItIsErased_ThenItIsGone()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client();
        var tenant = await host.ActiveTenantAsync();

        using var deleted = await client.DeleteAsync(Path(tenant), Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);
        Assert.Equal(Path(tenant), deleted.Headers.Location!.OriginalString);
        Assert.Equal("Deleting", (string?)(await client.GetJsonAsync(Path(tenant)))["state"]);
        using var again = await client.DeleteAsync(Path(tenant), Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        using var put = await client.PutTenantAsync(tenant);
        await put.IsProblemAsync("tenant-deleting");

        Assert.Equal(1, await EraseAsync(host));

        using var gone = await client.GetAsync(Path(tenant), Cancellation);
        await gone.IsProblemAsync("tenant-not-found");
        Assert.Equal(["TenantErased", "TenantDeleting", "TenantConsented", "TenantRegistered"], await client.AuditAsync(tenant));
        using var anew = await client.PutTenantAsync(tenant);
        Assert.Equal(HttpStatusCode.Created, anew.StatusCode);
    }

    [Fact]
    public async Task Delete_AsksRunningRunsToEnd_AndWaitsForThem()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client();
        var tenant = await host.ActiveTenantAsync();
        var run = await StartAsync(host, tenant);
        (await client.DeleteAsync(Path(tenant), Cancellation)).Dispose();

        Assert.Equal(0, await EraseAsync(host));
        Assert.Equal(0, await EraseAsync(host));

        var cancel = Assert.Single(host.Engine.Raised);
        Assert.Equal((run, RunEvents.Cancel), (cancel.RunId, cancel.Event));
        Assert.Equal("Deleting", (string?)(await client.GetJsonAsync(Path(tenant)))["state"]);

        host.Engine.Instances[run] = new RunInstance(2, HasEnded: true, Failure: null, Status: null);
        Assert.Equal(1, await EraseAsync(host));
        Assert.DoesNotContain(run, host.Engine.Instances.Keys);
    }

    [Fact]
    public async Task ARunThatDoesNotEnd_IsTerminatedAfterThePatience()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client();
        var tenant = await host.ActiveTenantAsync();
        var run = await StartAsync(host, tenant);
        (await client.DeleteAsync(Path(tenant), Cancellation)).Dispose();
        await EraseAsync(host);

        host.Clock.Advance(TimeSpan.FromMinutes(74));
        Assert.Equal(0, await EraseAsync(host));
        Assert.Empty(host.Engine.Terminated);
        host.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(1, await EraseAsync(host));
        Assert.Contains(run, host.Engine.Terminated.Keys);
    }

    [Fact]
    public async Task AnEraserThatStartsAnew_GoesOnWhereTheOldOneEnded()
    {
        var relays = new Resource { Released = false };
        var options = new ApiHostOptions { Services = services => services.AddSingleton<ITenantResource>(relays) };
        await using var host = await ApiHost.StartAsync(options);
        using var client = host.Client();
        var tenant = await host.ActiveTenantAsync();
        (await client.DeleteAsync(Path(tenant), Cancellation)).Dispose();
        Assert.Equal(0, await EraseAsync(host));

        relays.Released = true;
        var restarted = ActivatorUtilities.CreateInstance<TenantEraser>(host.Get<IServiceProvider>());

        Assert.Equal(1, await restarted.RunOnceAsync(Cancellation));
        Assert.Equal([tenant, tenant], relays.Asked);
        Assert.Equal(0, await restarted.RunOnceAsync(Cancellation));
    }

    [Fact]
    public async Task TroubleWithOneTenant_DoesNotStopAnother()
    {
        var relays = new Resource();
        var options = new ApiHostOptions { Services = services => services.AddSingleton<ITenantResource>(relays) };
        await using var host = await ApiHost.StartAsync(options);
        using var client = host.Client();
        var troubled = await host.ActiveTenantAsync(name: "Troubled");
        var well = await host.ActiveTenantAsync(name: "Well");
        relays.Troubled = troubled;
        (await client.DeleteAsync(Path(troubled), Cancellation)).Dispose();
        (await client.DeleteAsync(Path(well), Cancellation)).Dispose();

        Assert.Equal(1, await EraseAsync(host));

        using var gone = await client.GetAsync(Path(well), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal("Deleting", (string?)(await client.GetJsonAsync(Path(troubled)))["state"]);
        Assert.Contains($"{troubled}", host.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ErasingAPendingRecord_LeavesTheRunsOfTheOwnerWhoWasConsentedTo()
    {
        await using var host = await ApiHost.StartAsync();
        var tenant = await host.ActiveTenantAsync("portal-b");
        var run = await StartAsync(host, tenant);
        using var squatter = host.Client("portal-a");
        (await squatter.PutTenantAsync(tenant)).Dispose();
        (await squatter.DeleteAsync(Path(tenant), Cancellation)).Dispose();

        Assert.Equal(1, await EraseAsync(host));

        Assert.Empty(host.Engine.Raised);
        Assert.NotNull(await host.Get<RunStore>().FindAsync(TenantScope.Of("portal-b"), tenant, run, Cancellation));
        using var owner = host.Client("portal-b");
        Assert.Equal("Active", (string?)(await owner.GetJsonAsync(Path(tenant)))["state"]);
    }

    private static Task<int> EraseAsync(ApiHost host) => host.Get<TenantEraser>().RunOnceAsync(Cancellation);

    private static async Task<string> StartAsync(ApiHost host, Guid tenant)
    {
        var run = Guid.NewGuid().ToString("N");
        var admission = await host.Get<RunStore>().StartAsync(
            TenantScope.Everyone, new NewRun(run, tenant, RunMode.Apply, RunTrigger.Request, "somebody"), Cancellation);
        Assert.Equal(RunAdmissionKind.Admitted, admission.Kind);
        await host.Get<IRunEngine>().StartAsync(run, new RunInput(tenant, RunMode.Apply), Cancellation);
        await host.Get<RunStore>().MarkRunningAsync(run, Cancellation);
        return run;
    }

    private sealed class Resource : ITenantResource
    {
        public bool Released { get; set; } = true;

        public Guid? Troubled { get; set; }

        public List<Guid> Asked { get; } = [];

        public Task<bool> ReleaseAsync(TenantRecord tenant, CancellationToken cancellationToken)
        {
            Asked.Add(tenant.TenantId);
            return tenant.TenantId == Troubled ? throw new IOException("The bus is away.") : Task.FromResult(Released);
        }
    }
}
