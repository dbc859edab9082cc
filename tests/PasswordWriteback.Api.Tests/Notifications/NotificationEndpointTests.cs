using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using PasswordWriteback.Api.Notifications;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.Notifications;

public sealed class NotificationEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Validation: Testing client application reachability for subscription Request-Id: 1f2e")]
    [InlineData("<script>alert(1)</script>&\"'")]
    public async Task Handshake_AnswersTheDecodedToken_AsPlainTextThatNobodyTakesForMore(string token)
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Anonymous();
        using var nothing = new StringContent("", Encoding.UTF8, "text/plain");

        using var answer = await client.PostAsync($"{NotificationEndpoints.Path}?validationToken={Uri.EscapeDataString(token)}&added=later", nothing, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal(token, await answer.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a%0D%0Ab")]
    [InlineData(null)]
    public async Task Handshake_WithATokenThatGraphDoesNotSend_IsRefused(string? token)
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Anonymous();

        using var answer = await client.PostAsync($"{NotificationEndpoints.Path}?validationToken={token ?? new string('a', 2049)}", content: null, Token);

        await answer.IsProblemAsync("parameter-invalid");
    }

    [Fact]
    public async Task AGenuineNotification_OpensAWindow_AndMembersThatGraphAddsDoNotMatter()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        var notification = host.Notification();
        notification["addedByGraph"] = new JsonObject { ["deep"] = new JsonArray(1, 2) };
        var before = host.Clock.GetUtcNow();

        Assert.Equal(HttpStatusCode.Accepted, await host.PostAsync(notification));

        var watch = await host.WatchAsync();
        Assert.Equal((1, before, before + TimeSpan.FromMinutes(10)), (watch.Signals, watch.SignalledAt, watch.DueAt));
    }

    [Fact]
    public async Task ABurst_IsOneWindow_FromItsFirstNotification()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        await host.PostAsync(host.Notification());
        var due = (await host.WatchAsync()).DueAt;
        host.Clock.Advance(TimeSpan.FromMinutes(5));

        var statuses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.PostAsync(host.Notification(), host.Notification())));

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.Accepted, status));
        var watch = await host.WatchAsync();
        Assert.Equal((101, due), (watch.Signals, watch.DueAt));
    }

    [Theory]
    [InlineData("clientState", "\"guessed\"", "ClientState")]
    [InlineData("clientState", "\"\"", "ClientState")]
    [InlineData("subscriptionId", "\"8d1a6f3e-0000-4000-8000-000000000000\"", "UnknownSubscription")]
    [InlineData("tenantId", "\"11111111-0000-4000-8000-000000000002\"", "Tenant")]
    [InlineData("clientState", null, "Incomplete")]
    [InlineData("clientState", "7", "Incomplete")]
    [InlineData("subscriptionId", "\"1 OR 1=1\"", "Incomplete")]
    [InlineData("tenantId", null, "Incomplete")]
    [InlineData("changeType", null, "Incomplete")]
    public async Task AForgedNotification_IsAnsweredAsAnyOther_Dropped_AndCounted(string member, string? value, string reason)
    {
        await using var host = await (await NotifiedHost.StartAsync(tenants: 2)).SubscribedAsync();
        using var counted = new Counted(host.Api);
        var forged = host.Notification();
        forged[member] = value is null ? null : JsonNode.Parse(value);

        Assert.Equal(HttpStatusCode.Accepted, await host.PostAsync(forged));

        Assert.Equal(0, (await host.WatchAsync()).Signals);
        Assert.Equal([KeyValuePair.Create(reason, 1L)], counted.Results);
    }

    [Fact]
    public async Task ABatch_IsJudgedOneByOne_AcrossTenants()
    {
        await using var host = await (await NotifiedHost.StartAsync(tenants: 2)).SubscribedAsync();
        using var counted = new Counted(host.Api);
        var forged = host.Notification();
        forged["clientState"] = host.Graph(NotifiedHost.Other).Existing.Values.Single().Secret;

        var body = new JsonArray(forged, host.Notification(), "no object", host.Notification(NotifiedHost.Other), null);
        Assert.Equal(HttpStatusCode.Accepted, await host.PostTextAsync(new JsonObject { ["value"] = body }.ToJsonString()));

        Assert.Equal(1, (await host.WatchAsync()).Signals);
        Assert.Equal(1, (await host.WatchAsync(NotifiedHost.Other)).Signals);
        Assert.Equal((2L, 1L, 2L), (counted.Results["Taken"], counted.Results["ClientState"], counted.Results["Incomplete"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"value\":{}}")]
    [InlineData("[]")]
    [InlineData("{\"value\":[")]
    [InlineData("{\"value\":[{\"clientState\":\"\\ud800\",\"subscriptionId\":\"8d1a6f3e-0000-4000-8000-000000000000\",\"tenantId\":\"8d1a6f3e-0000-4000-8000-000000000000\"}]}")]
    public async Task WhatIsNoCollection_IsRefused_AndCounted(string body)
    {
        await using var host = await NotifiedHost.StartAsync();
        using var counted = new Counted(host.Api);

        Assert.Equal(HttpStatusCode.BadRequest, await host.PostTextAsync(body));

        Assert.Equal([KeyValuePair.Create("Unreadable", 1L)], counted.Results);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ABodyThatIsTooLarge_IsRefused_Counted_AndNothingOfItTaken(bool saysItsLength)
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        using var counted = new Counted(host.Api);
        var text = new JsonObject { ["value"] = new JsonArray(host.Notification()), ["padding"] = new string('x', 256 * 1024) }.ToJsonString();
        using var client = host.Api.Anonymous();
        using HttpContent content = saysItsLength ? new StringContent(text, Encoding.UTF8, "application/json") : new Unmeasured(Encoding.UTF8.GetBytes(text));

        using var answer = await client.PostAsync(NotificationEndpoints.Path, content, Token);

        await answer.IsProblemAsync("body-too-large");
        Assert.Equal([KeyValuePair.Create("TooLarge", 1L)], counted.Results);
        Assert.Equal(0, (await host.WatchAsync()).Signals);
    }

    [Fact]
    public async Task ABodyThatComesSlowly_IsGivenUpAfterFiveSeconds_AndCounted()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        using var counted = new Counted(host.Api);
        using var slow = Slow(host.Notification());
        using var client = host.Api.Anonymous();
        var posted = await slow.PostAsync(host.Api, client, NotificationEndpoints.Path);
        Assert.True(posted.Waits);

        host.Clock.Advance(TimeSpan.FromSeconds(5));

        await (await posted.Answer).IsProblemAsync("request-too-slow");
        Assert.Equal([KeyValuePair.Create("TooSlow", 1L)], counted.Results);
        Assert.Equal(0, (await host.WatchAsync()).Signals);
    }

    [Fact]
    public async Task WhoSendsSlowly_TakesThePlacesOfNotifications_AndNobodyElses()
    {
        await using var host = await (await NotifiedHost.StartAsync(configure: options => options.MaxAtATime = 1)).SubscribedAsync();
        using var counted = new Counted(host.Api);
        using var slow = Slow(host.Notification());
        using var client = host.Api.Anonymous();
        using var portal = host.Api.Client();
        var first = await slow.PostAsync(host.Api, client, NotificationEndpoints.Path);
        Assert.True(first.Waits);
        using var unread = Slow(host.Notification());

        using var second = await client.PostAsync(NotificationEndpoints.Path, unread, Token);
        using var tenant = await portal.GetAsync($"/api/tenants/{NotifiedHost.Tenant}", Token);
        slow.Finish();

        await second.IsProblemAsync("too-many-requests");
        Assert.Equal(HttpStatusCode.OK, tenant.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await first.Answer).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, await host.PostAsync(host.Notification()));
        Assert.Equal((1L, 2L), (counted.Results["TooMany"], counted.Results["Taken"]));
    }

    [Fact]
    public void Notifications_GetHalfOfThePlacesOfTheApiAtMost() =>
        Assert.InRange(new NotificationOptions().MaxAtATime, 1, new ApiOptions().MaxConcurrentRequests / 2);

    [Fact]
    public async Task WithoutTheStore_GraphIsToldToSendItAgain()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        await using (var connection = new SqliteConnection($"Data Source={host.Api.StorePath};Pooling=False"))
        {
            await connection.OpenAsync(Token);
            await using var locked = connection.CreateCommand();
            locked.CommandText = "BEGIN IMMEDIATE";
            await locked.ExecuteNonQueryAsync(Token);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await host.PostAsync(host.Notification()));
        }

        Assert.Equal(0, (await host.WatchAsync()).Signals);
        Assert.Equal(HttpStatusCode.Accepted, await host.PostAsync(host.Notification()));
        Assert.Equal(1, (await host.WatchAsync()).Signals);
    }

    [Fact]
    public async Task LifecycleEvents_RenewRecreateOrLook()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        var first = (await host.SubscriptionAsync()).SubscriptionId;

        await host.PostAsync(host.Lifecycle("reauthorizationRequired"));
        Assert.Equal(new UpkeepRound(Due: 1, Made: 0, Renewed: 1, Troubled: 0), await host.UpkeepAsync());

        await host.PostAsync(host.Lifecycle("missed"));
        Assert.Equal(1, (await host.WatchAsync()).Signals);

        await host.PostAsync(host.Lifecycle("somethingNew"));
        Assert.Equal(1, (await host.WatchAsync()).Signals);

        await host.PostAsync(host.Lifecycle("subscriptionRemoved"));
        Assert.Null((await host.SubscriptionAsync()).SubscriptionId);
        Assert.Equal(1, (await host.UpkeepAsync()).Made);
        Assert.NotEqual(first, (await host.SubscriptionAsync()).SubscriptionId);
    }

    [Fact]
    public async Task OfATenantThatIsBeingErased_NothingIsTaken()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        using var counted = new Counted(host.Api);
        using var client = host.Api.Client();
        (await client.DeleteAsync($"/api/tenants/{NotifiedHost.Tenant}", Token)).Dispose();

        Assert.Equal(HttpStatusCode.Accepted, await host.PostAsync(host.Notification()));

        Assert.Equal([KeyValuePair.Create("UnknownSubscription", 1L)], counted.Results);
    }

    /// <summary>Posts, until the host waits for the body: then there are two timers, the body's and the request's.</summary>
    private static SlowBody Slow(JsonObject notification) => new(new JsonObject { ["value"] = new JsonArray(notification) }.ToJsonString());

    /// <summary>Content that does not say how long it is.</summary>
    private sealed class Unmeasured(byte[] bytes) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(bytes, Token).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = -1;
            return false;
        }
    }
}
