using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Local.Queue;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.LocalHost.Tests.Relays;

public sealed class RelayLoopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ACheck_OverHttp_EndsWithWhatTheRelayReadInTheForest()
    {
        await using var loop = await RelayLoop.StartAsync();

        var report = await loop.CheckAsync();

        Assert.Equal("Met", Status(report, "REL001"));
        // The demo forest lacks the permissions; nobody but the relay can know.
        Assert.Equal("NotMet", Status(report, "PER001"));
        Assert.Contains(Findings(report), finding => ((string)finding["code"]!).StartsWith("CON", StringComparison.Ordinal));
        var broker = loop.Host.Web.Services.GetRequiredService<QueueBroker>();
        Assert.Equal(0, (await broker.CountAsync("replies", Token)).DeadLetters);
        var relay = (await loop.GetAsync($"{loop.Tenant}/relays"))["items"]![0]!;
        Assert.Equal(DemoForest.ConnectServer, (string?)relay["connect"]?["serverName"]);
        Assert.Null(relay["trouble"]);
    }

    /// <summary>A backend that dies between handing an answer to the run and remembering it hands it over again after its start.</summary>
    [Fact]
    public async Task EveryAnswer_HandedOverTwice_IsTakenOnceByTheRun()
    {
        await using var loop = await RelayLoop.StartAsync(services =>
        {
            var engine = services.Last(service => service.ServiceType == typeof(IRunEngine)).ImplementationFactory!;
            services.AddSingleton<IRunEngine>(provider => new TwiceToldEngine((IRunEngine)engine(provider)));
        });

        var report = await loop.CheckAsync();

        Assert.Equal("Met", Status(report, "REL001"));
        Assert.Equal("NotMet", Status(report, "PER001"));
        Assert.Distinct(Findings(report).Select(finding => finding.ToJsonString()));
    }

    [Fact]
    public async Task ARelay_ThatIsRevokedInTheMiddle_EndsTheRunAsNotAnswering()
    {
        await using var loop = await RelayLoop.StartAsync();
        loop.BeforeSending = async attempt =>
        {
            if (attempt is { Command: AssessPermissions })
            {
                Assert.Equal(HttpStatusCode.OK, (await loop.Portal.DeleteAsync($"{loop.Tenant}/relays/{loop.RelayId}", Token)).StatusCode);
            }
        };

        var report = await loop.CheckAsync();

        Assert.Equal("Unknown", Status(report, "REL001"));
        Assert.Equal("Met", Status(report, "CON001"));
        var broker = loop.Host.Web.Services.GetRequiredService<QueueBroker>();
        Assert.Equal(["replies"], await broker.ListQueuesAsync(Token));
    }

    /// <summary>Even a relay of this very host can bring nothing into the replies queue that counts, but what it signs.</summary>
    [Fact]
    public async Task WhatIsNoSignedAnswer_EndsInTheDeadLetters()
    {
        await using var loop = await RelayLoop.StartAsync();
        var sas = (await loop.TokenAsync())["sas"]!;
        using var http = new HttpClient { BaseAddress = loop.Portal.BaseAddress };
        async Task<HttpStatusCode> SendAsync(string queue, string token)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"servicebus/{queue}/messages") { Content = JsonContent.Create(new JsonObject { ["jws"] = "a.b.c", ["payload"] = "{}" }) };
            request.Headers.TryAddWithoutValidation("Authorization", token);
            return (await http.SendAsync(request, Token)).StatusCode;
        }

        Assert.Equal(HttpStatusCode.Created, await SendAsync("replies", (string)sas["replies"]!));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync("replies", (string)sas["queue"]!));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync($"relay-{loop.RelayId:N}", (string)sas["replies"]!));

        var broker = loop.Host.Web.Services.GetRequiredService<QueueBroker>();
        var dead = await broker.ReceiveAsync("replies/$deadletterqueue", TimeSpan.FromSeconds(60), Token);
        Assert.NotNull(dead);
    }

    private static IEnumerable<JsonNode> Findings(JsonObject report) => report["findings"]!.AsArray().Select(finding => finding!);

    private static string? Status(JsonObject report, string code) =>
        (string?)Findings(report).FirstOrDefault(finding => (string?)finding["code"] == code)?["status"];
}
