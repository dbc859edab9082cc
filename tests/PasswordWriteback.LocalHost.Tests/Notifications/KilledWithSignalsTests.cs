using System.Net;
using System.Text.Json.Nodes;
using PasswordWriteback.LocalHost.Tests.EndToEnd;
using PasswordWriteback.LocalHost.Tests.Hosting;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;
using PasswordWriteback.Storage;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Subscriptions;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.LocalHost.Tests.Notifications;

/// <summary>The real process, killed after it has answered notifications and before it has looked: what it answered for is done, once.</summary>
public sealed class KilledWithSignalsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 240_000)]
    public async Task ABackendThatIsKilledAfterItsAnswer_LooksAndChecksOnce_WhenItIsBack()
    {
        using var folder = new TestFolder();
        await using var tenant = await SimulatedTenant.StartAsync(TenantProfiles.E3Hybrid, TimeProvider.System, Token);
        await ActivateAsync(folder, tenant.TenantId);
        await using var backend = new BackendProcess(folder.Path, database: null);
        backend.Configure(tenant, new Dictionary<string, JsonNode>
        {
            ["NotificationUrl"] = PublicAddress.Url.AbsoluteUri,
            ["NotificationWindow"] = "00:00:01",
        });
        tenant.Subscriptions.ReachBy(new PublicAddress(() => backend.Address));
        await backend.StartAsync(Token);
        using var portal = Portal.At(backend.Address, backend.Token, tenant.TenantId);
        await UntilAsync(async () => tenant.Subscriptions.All.Count == 1 && await WatchAsync(folder, tenant.TenantId) is { Looks: > 0, Signals: 0 } seen && seen.DueAt > DateTimeOffset.UtcNow);

        tenant.Change(state => state with { Skus = [] });
        var statuses = await tenant.Subscriptions.NotifyAsync([tenant.State.Users[0].Id], copies: 50, Token);
        await backend.KillAsync();
        Assert.Equal(50, statuses.Count(status => status == HttpStatusCode.Accepted));
        await backend.StartAsync(Token);

        var runs = await portal.LookUntilAsync("/runs?pageSize=200", page => Licence(page).Any(), Patience);
        await UntilAsync(async () => await WatchAsync(folder, tenant.TenantId) is { Signals: 0 });
        runs = await portal.GetAsync("/runs?pageSize=200");
        Assert.Single(Licence(runs));
    }

    private static IEnumerable<JsonNode?> Licence(JsonNode page) => page["items"]!.AsArray().Where(run => (string?)run!["trigger"] == "LicenceChange");

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"Not within {Patience}.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), Token);
        }
    }

    private static async Task<LicenceWatch?> WatchAsync(TestFolder folder, Guid tenantId)
    {
        await using var database = await Database.OpenAsync(DatabaseOptions.Sqlite(folder.File("store.db")), TimeProvider.System, Token);
        return await new LicenceWatchStore(database, TimeProvider.System).FindAsync(TenantScope.Everyone, tenantId, Token);
    }

    private static async Task ActivateAsync(TestFolder folder, Guid tenantId)
    {
        await using var database = await Database.OpenAsync(DatabaseOptions.Sqlite(folder.File("store.db")), TimeProvider.System, Token);
        var consents = new ConsentStore(database, TimeProvider.System);
        var registration = new TenantRegistration(tenantId, "Contoso", ["corp.example"], TimeSpan.FromDays(1), MinimumPasswordAgeZero: false);
        await new TenantStore(database, TimeProvider.System).PutAsync("local", registration, ifVersion: null, "test", Token);
        await consents.CreateAsync(tenantId, "local", "state", "nonce", TimeProvider.System.GetUtcNow().AddHours(1), Token);
        Assert.Equal(ConsentOutcome.Activated, await consents.CompleteAsync("state", "admin", "test", Token));
    }
}
