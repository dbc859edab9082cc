using System.Net;
using System.Text.Json.Nodes;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.Health;

public sealed class HealthTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ready_SaysThatAllIsWell()
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Anonymous().GetAsync("/health/ready", Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"ready":true,"parts":[{"name":"store","ready":true},{"name":"engine","ready":true}]}""", await answer.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Ready_WithAnEngineInTrouble_SaysWhich_WhileLiveStaysGood()
    {
        await using var host = await ApiHost.StartAsync();
        host.Engine.Trouble = "The journal's disk is full.";

        using var ready = await host.Anonymous().GetAsync("/health/ready", Token);
        using var live = await host.Anonymous().GetAsync("/health/live", Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        var parts = JsonNode.Parse(await ready.Content.ReadAsStringAsync(Token))!["parts"]!;
        Assert.True((bool)parts[0]!["ready"]!);
        Assert.Equal("The journal's disk is full.", (string?)parts[1]!["trouble"]);
        Assert.Equal(HttpStatusCode.NoContent, live.StatusCode);
    }

    [Theory]
    [InlineData("198.51.100.7", "The log of the server says why.")]
    [InlineData("127.0.0.1", "The store on db.internal cannot be reached.")]
    public async Task Ready_TellsNoStranger_WhereTheTroubleIs_AndTheLogHasIt(string address, string told)
    {
        await using var host = await ApiHost.StartAsync(new ApiHostOptions { CallersAddress = IPAddress.Parse(address) });
        host.Engine.Trouble = "The store on db.internal cannot be reached.";

        using var ready = await host.Anonymous().GetAsync("/health/ready", Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(told, (string?)JsonNode.Parse(await ready.Content.ReadAsStringAsync(Token))!["parts"]![1]!["trouble"]);
        Assert.Contains("Not ready: engine: The store on db.internal cannot be reached.", host.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_AskedAgainWithinASecond_AsksNobody()
    {
        await using var host = await ApiHost.StartAsync();
        using var first = await host.Anonymous().GetAsync("/health/ready", Token);
        host.Engine.Trouble = "The journal's disk is full.";

        using var soon = await host.Anonymous().GetAsync("/health/ready", Token);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        using var later = await host.Anonymous().GetAsync("/health/ready", Token);

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable], [first.StatusCode, soon.StatusCode, later.StatusCode]);
    }
}
