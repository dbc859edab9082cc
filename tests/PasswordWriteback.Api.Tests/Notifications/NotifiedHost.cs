using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PasswordWriteback.Api.Notifications;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Subscriptions;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tests.Notifications;

/// <summary>The API with an address for notifications, tenants of its own, and what Graph would post.</summary>
internal sealed class NotifiedHost : IAsyncDisposable
{
    public const string Url = "https://backend.example/api/notifications/graph";
    public static readonly Guid Tenant = Guid.Parse("11111111-0000-4000-8000-000000000001");
    public static readonly Guid Other = Guid.Parse("11111111-0000-4000-8000-000000000002");

    private NotifiedHost(ApiHost api) => Api = api;

    public ApiHost Api { get; }

    public ManualClock Clock => Api.Clock;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A host with active tenants, at most two of them named.</summary>
    public static async Task<NotifiedHost> StartAsync(int tenants = 1, Uri? url = null, bool off = false, Action<NotificationOptions>? configure = null)
    {
        var options = new NotificationOptions { Url = off ? null : url ?? new Uri(Url) };
        configure?.Invoke(options);
        var host = new NotifiedHost(await ApiHost.StartAsync(new ApiHostOptions { Services = services => services.AddSingleton(options) }));
        foreach (var tenant in new[] { Tenant, Other }.Take(tenants))
        {
            await host.Api.AddActiveTenantAsync(tenant);
        }

        return host;
    }

    public FakeTenant Graph(Guid? tenant = null) => Api.Get<FakeTenants>()[tenant ?? Tenant];

    public Task<UpkeepRound> UpkeepAsync() => Api.Get<SubscriptionUpkeep>().RoundAsync(Token);

    public Task<LicenceRound> LookAsync() => Api.Get<LicenceChecks>().RoundAsync(Token);

    public async Task<SubscriptionRecord> SubscriptionAsync(Guid? tenant = null) =>
        (await Api.Get<SubscriptionStore>().FindAsync(TenantScope.Everyone, tenant ?? Tenant, Token))!;

    public async Task<LicenceWatch> WatchAsync(Guid? tenant = null) =>
        (await Api.Get<LicenceWatchStore>().FindAsync(TenantScope.Everyone, tenant ?? Tenant, Token))!;

    public async Task<IReadOnlyList<RunRecord>> RunsAsync(Guid? tenant = null) =>
        (await Api.Get<RunStore>().ListAsync(TenantScope.Everyone, tenant ?? Tenant, new RunQuery(), Token)).Items;

    public async Task<IReadOnlyList<AuditEntry>> AuditAsync(Guid? tenant = null) =>
        (await Api.Get<AuditLog>().ListAsync(TenantScope.Everyone, tenant ?? Tenant, new AuditQuery(), Token)).Items;

    /// <summary>A subscription that was made, and a first look: from here on only what changes counts.</summary>
    public async Task<NotifiedHost> SubscribedAsync()
    {
        await UpkeepAsync();
        await LookAsync();
        return this;
    }

    /// <summary>A genuine notification of a tenant.</summary>
    public JsonObject Notification(Guid? tenant = null)
    {
        var (shown, secret) = Graph(tenant).Existing.Values.Single();
        return new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["subscriptionId"] = shown.Id.ToString(),
            ["subscriptionExpirationDateTime"] = shown.ExpiresAt.ToString("O"),
            ["clientState"] = secret,
            ["changeType"] = "updated",
            ["resource"] = "Users/5f0c8bff-5f37-4a1c-8d5b-9e8d0b4f9a10",
            ["tenantId"] = (tenant ?? Tenant).ToString(),
            ["resourceData"] = new JsonObject { ["@odata.type"] = "#Microsoft.Graph.User" },
        };
    }

    public JsonObject Lifecycle(string lifecycleEvent)
    {
        var item = Notification();
        item.Remove("changeType");
        item["lifecycleEvent"] = lifecycleEvent;
        return item;
    }

    public Task<HttpStatusCode> PostAsync(params JsonObject[] items) =>
        PostTextAsync(new JsonObject { ["value"] = new JsonArray([.. items]) }.ToJsonString());

    public async Task<HttpStatusCode> PostTextAsync(string body)
    {
        using var client = Api.Anonymous();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(NotificationEndpoints.Path, content, Token);
        if (answer.StatusCode == HttpStatusCode.Accepted)
        {
            Assert.Empty(await answer.Content.ReadAsStringAsync(Token));
        }

        return answer.StatusCode;
    }

    public ValueTask DisposeAsync() => Api.DisposeAsync();
}
