using System.Net;
using System.Text;
using System.Web;
using PasswordWriteback.Core;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph.Tests.Support;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Graph.Tests.Subscriptions;

public sealed class UserSubscriptionsTests
{
    private const string Secret = "a-secret-that-nobody-else-knows-000000000000";
    private static readonly Uri Url = new("https://backend.example/api/notifications/graph");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_AfterTheHandshakeOfBothAddresses_IsThereWithItsEnd()
    {
        await using var tenant = await StartAsync();
        var expires = tenant.Time.GetUtcNow() + TimeSpan.FromDays(28);

        var made = (await Subscriptions(tenant).CreateAsync(new WantedSubscription(Url, Secret, expires), Cancellation)).Value!;

        var simulated = Assert.Single(tenant.Simulated.Subscriptions.All);
        Assert.Equal((simulated.Id, Url.AbsoluteUri), (made.Id, made.NotificationUrl));
        Assert.InRange(made.ExpiresAt - expires, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(1));
        Assert.Equal(("users", "updated", Secret, Url, Url), (simulated.Resource, simulated.ChangeType, simulated.ClientState, simulated.NotificationUrl, simulated.LifecycleNotificationUrl));
        Assert.Equal(made, Assert.Single((await Subscriptions(tenant).ListAsync(Cancellation)).Value!));
    }

    [Fact]
    public async Task Renew_MovesTheEnd_AndOfOneThatIsGoneSaysSo()
    {
        await using var tenant = await StartAsync();
        var made = await MakeAsync(tenant);
        tenant.Time.Advance(TimeSpan.FromDays(20));
        var later = tenant.Time.GetUtcNow() + TimeSpan.FromDays(28);

        var renewed = (await Subscriptions(tenant).RenewAsync(made.Id, later, Cancellation)).Value;
        Assert.InRange(renewed!.Value - later, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(1));

        tenant.Time.Advance(TimeSpan.FromDays(29));
        var ended = await Subscriptions(tenant).RenewAsync(made.Id, tenant.Time.GetUtcNow() + TimeSpan.FromDays(1), Cancellation);
        Assert.Equal(((DateTimeOffset?)null, (string?)null), (ended.Value, ended.UnknownReason));
    }

    [Fact]
    public async Task Delete_Twice_IsGoneBothTimes()
    {
        await using var tenant = await StartAsync();
        var made = await MakeAsync(tenant);

        Assert.Equal(Reading.Known(true), await Subscriptions(tenant).DeleteAsync(made.Id, Cancellation));
        Assert.Equal(Reading.Known(false), await Subscriptions(tenant).DeleteAsync(made.Id, Cancellation));
        Assert.Empty(tenant.Simulated.Subscriptions.All);
    }

    [Fact]
    public async Task WithoutThePermission_EveryCallNamesIt()
    {
        await using var tenant = await StartAsync();
        tenant.Simulated.Change(state => state with { GrantedPermissions = ["LicenseAssignment.Read.All"] });
        var subscriptions = Subscriptions(tenant);

        Assert.Equal(
            "Graph refused POST /subscriptions (403 Authorization_RequestDenied): the app needs the permission User.Read.All",
            (await subscriptions.CreateAsync(new WantedSubscription(Url, Secret, tenant.Time.GetUtcNow().AddDays(1)), Cancellation)).UnknownReason);
        Assert.EndsWith("the app needs the permission User.Read.All", (await subscriptions.ListAsync(Cancellation)).UnknownReason);
        Assert.EndsWith("the app needs the permission User.Read.All", (await subscriptions.RenewAsync(Guid.NewGuid(), tenant.Time.GetUtcNow().AddDays(1), Cancellation)).UnknownReason);
        Assert.EndsWith("the app needs the permission User.Read.All", (await subscriptions.DeleteAsync(Guid.NewGuid(), Cancellation)).UnknownReason);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "something else")]
    [InlineData(HttpStatusCode.NotFound, null)]
    public async Task Create_WhereTheAddressFailsTheHandshake_SaysWhatItHasToDo(HttpStatusCode status, string? text)
    {
        await using var tenant = await StartAsync(new Handshake(status, text));

        var made = await Subscriptions(tenant).CreateAsync(new WantedSubscription(Url, Secret, tenant.Time.GetUtcNow().AddDays(1)), Cancellation);

        Assert.StartsWith("Graph could not validate the notification address (400 ValidationError)", made.UnknownReason);
        Assert.Empty(tenant.Simulated.Subscriptions.All);
    }

    [Fact]
    public async Task Create_BeyondTheLimit_NamesItBesideThePermission()
    {
        await using var tenant = await StartAsync();
        for (var i = 0; i < 100; i++)
        {
            await MakeAsync(tenant);
        }

        var refused = await Subscriptions(tenant).CreateAsync(new WantedSubscription(Url, Secret, tenant.Time.GetUtcNow().AddDays(1)), Cancellation);

        Assert.Contains("User.Read.All, or there are as many subscriptions as Graph allows", refused.UnknownReason);
    }

    [Fact]
    public async Task Create_ForLongerThanGraphAllows_IsRefused()
    {
        await using var tenant = await StartAsync();
        var tooLong = tenant.Time.GetUtcNow() + WantedSubscription.MaxLifetime + TimeSpan.FromMinutes(1);

        var refused = await Subscriptions(tenant).CreateAsync(new WantedSubscription(Url, Secret, tooLong), Cancellation);

        Assert.Equal("Graph did not accept the request POST /subscriptions (400 InvalidRequest)", refused.UnknownReason);
    }

    [Fact]
    public async Task TheSecret_IsNowhereInLogsAndReasons()
    {
        await using var tenant = await StartAsync(new Handshake(HttpStatusCode.BadGateway, null));
        var wanted = new WantedSubscription(Url, Secret, tenant.Time.GetUtcNow().AddDays(1));

        var refused = await Subscriptions(tenant).CreateAsync(wanted, Cancellation);
        tenant.Simulated.Inject(new TenantFault("/subscriptions", TenantFaultKind.Malformed));
        var malformed = await Subscriptions(tenant).CreateAsync(wanted, Cancellation);

        Assert.False(malformed.IsKnown);
        Assert.DoesNotContain(Secret, $"{wanted}{refused}{malformed}{string.Join('\n', tenant.Loggers.Lines)}", StringComparison.Ordinal);
    }

    private static IUserSubscriptions Subscriptions(TenantUnderTest tenant) => tenant.Graph.Subscriptions!;

    private static async Task<UserSubscription> MakeAsync(TenantUnderTest tenant) =>
        (await Subscriptions(tenant).CreateAsync(new WantedSubscription(Url, Secret, tenant.Time.GetUtcNow() + TimeSpan.FromDays(28)), Cancellation)).Value!;

    private static async Task<TenantUnderTest> StartAsync(Handshake? handshake = null)
    {
        var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Subscriptions.ReachBy(handshake ?? new Handshake(HttpStatusCode.OK, text: null));
        return tenant;
    }

    /// <summary>An address that answers the handshake, rightly unless it is told otherwise.</summary>
    private sealed class Handshake(HttpStatusCode status, string? text) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status)
            {
                Content = new StringContent(text ?? HttpUtility.ParseQueryString(request.RequestUri!.Query)["validationToken"]!, Encoding.UTF8, "text/plain"),
            });
    }
}
