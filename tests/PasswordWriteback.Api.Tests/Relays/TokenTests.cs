using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.Relays;

public sealed class TokenTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AToken_ListensToTheRelaysOwnQueue_SendsToReplies_ForAnHour()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var end = world.Clock.GetUtcNow() + TimeSpan.FromHours(1);

        var answer = await relay.AskTokenAsync();
        var token = await RelayWorld.ReadAsync(answer);

        Assert.Equal(end, (DateTimeOffset)token["expiresAt"]!);
        Assert.Equal($"listen {relay.Queue} {end:O}", (string?)token["sas"]!["queue"]);
        Assert.Equal($"send {end:O}", (string?)token["sas"]!["replies"]);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task AProof_CountsOnce_AndOnlyForItsOwnRelay()
    {
        await using var world = await RelayWorld.StartAsync();
        var (first, second) = (await world.EnrolAsync(), await world.EnrolAsync());
        var proof = world.Proof(first.Key, $"api/relays/{first.Id}/token");
        Task<HttpResponseMessage> AskAsync(Guid relayId, string with) =>
            world.Api.Anonymous().PostAsJsonAsync($"/api/relays/{relayId}/token", new { proof = with }, Token);

        await (await AskAsync(second.Id, proof)).IsProblemAsync("relay-proof-invalid");
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(first.Id, proof)).StatusCode);
        await (await AskAsync(first.Id, proof)).IsProblemAsync("relay-proof-invalid");
        await (await AskAsync(second.Id, world.Proof(first.Key, $"api/relays/{second.Id}/token"))).IsProblemAsync("relay-proof-invalid");
    }

    [Fact]
    public async Task ARevokedRelay_IsAnsweredAsOneThatNeverWas()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var stranger = relay with { Answer = new JsonObject { ["relayId"] = Guid.NewGuid() } };
        await world.RevokeAsync(relay.Id);

        var revoked = await (await relay.AskTokenAsync()).IsProblemAsync("relay-proof-invalid");
        var unknown = await (await stranger.AskTokenAsync()).IsProblemAsync("relay-proof-invalid");

        revoked.Remove("instance");
        unknown.Remove("instance");
        Assert.Equal(unknown.ToJsonString(), revoked.ToJsonString());
    }

    [Fact]
    public async Task ARelay_WhoseQueueIsGone_IsToldToTryLater()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        world.Queues.Queues.Clear();

        await (await relay.AskTokenAsync()).IsProblemAsync("relay-queue-unavailable");
    }

    /// <summary>The rate is counted on the system's clock: thirty-one requests fit into a minute of it.</summary>
    [Fact]
    public async Task ARelay_MayAskThirtyTimesAMinute_AndTakesNothingFromAnother()
    {
        await using var world = await RelayWorld.StartAsync();
        var (first, second) = (await world.EnrolAsync(), await world.EnrolAsync());
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await first.AskTokenAsync()).StatusCode);
        }

        var refused = await first.AskTokenAsync();

        Assert.Equal(TimeSpan.FromMinutes(1), refused.Headers.RetryAfter?.Delta);
        await refused.IsProblemAsync("relay-rate-limited");
        Assert.Equal(HttpStatusCode.OK, (await second.AskTokenAsync()).StatusCode);
    }
}
