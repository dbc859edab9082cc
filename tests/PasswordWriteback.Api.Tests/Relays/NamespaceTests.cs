using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Api.Runs;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Storage.Relays;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tests.Relays;

/// <summary>Relays in several Service Bus namespaces, seen from the API.</summary>
public sealed class NamespaceTests
{
    private readonly FakeNamespace _first = new("first") { SendKey = "the key that sends", MaxRelays = 1 };
    private readonly FakeNamespace _second = new("second") { MaxRelays = 1 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheSecondRelay_HasItsQueueInTheSecondNamespace_AndAnswersToTheFirst()
    {
        await using var world = await StartAsync();

        var first = await world.EnrolAsync("sync1");
        var second = await world.EnrolAsync("sync2");

        Assert.Equal("https://first.example/", (string?)first.Answer["serviceBus"]);
        Assert.Null(first.Answer["repliesServiceBus"]);
        Assert.Equal("https://second.example/", (string?)second.Answer["serviceBus"]);
        Assert.Equal("https://first.example/", (string?)second.Answer["repliesServiceBus"]);
        Assert.Equal([first.Queue], _first.Queues);
        Assert.Equal([second.Queue], _second.Queues);
    }

    [Fact]
    public async Task ItsToken_IsForItsNamespace_AndForTheRepliesOfTheFirst()
    {
        await using var world = await StartAsync();
        await world.EnrolAsync("sync1");
        var relay = await world.EnrolAsync("sync2");

        var sas = (await RelayWorld.ReadAsync(await relay.AskTokenAsync()))["sas"]!;

        var (queue, replies) = (Parse(sas["queue"]), Parse(sas["replies"]));
        Assert.Equal($"https://second.example/{relay.Queue}", queue.Resource);
        Assert.True(queue.IsSignedWith(_second.ListenKey));
        Assert.Equal("https://first.example/replies", replies.Resource);
        Assert.True(replies.IsSignedWith(_first.SendKey!));
    }

    [Fact]
    public async Task ItsCommands_GoToItsNamespace()
    {
        await using var world = await StartAsync();
        await world.EnrolAsync("sync1");
        var relay = await world.EnrolAsync("sync2");
        await world.Portal.PostAsync($"{RelayWorld.Relays}/{relay.Id}/promote", content: null, Token);

        var command = await world.SendDiscoverAsync(await world.RunAsync());

        Assert.Empty(_first.Sent);
        var (queue, message) = Assert.Single(_second.Sent);
        Assert.Equal((relay.Queue, $"{command.CommandId:D}.1"), (queue, message.MessageId));
    }

    [Fact]
    public async Task WithoutRoom_NobodyEnrols_UntilARelayIsRevoked_AndTheCodeStaysGood()
    {
        await using var world = await StartAsync();
        await world.EnrolAsync("sync1");
        var second = await world.EnrolAsync("sync2");
        var (code, key) = (await world.CodeAsync(), world.NewKey());

        var problem = await world.AskEnrolAsync(code, key);
        Assert.Contains("Configure another namespace", await problem.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        await problem.IsProblemAsync("relay-queue-unavailable");

        Assert.True((await world.RevokeAsync(second.Id)).IsSuccessStatusCode);
        Assert.Empty(_second.Queues);
        Assert.Single(_first.Queues);
        var enrolled = await world.AskEnrolAsync(code, key);
        Assert.Equal(HttpStatusCode.Created, enrolled.StatusCode);
        Assert.Equal("https://second.example/", (string?)(await RelayWorld.ReadAsync(enrolled))["serviceBus"]);
    }

    /// <summary>A queue that was lost is made where its relay looks; one of nobody goes from where it lies, in the second round.</summary>
    [Fact]
    public async Task Upkeep_MakesAndRemovesQueues_InTheirNamespaces()
    {
        await using var world = await StartAsync();
        var first = await world.EnrolAsync("sync1");
        var second = await world.EnrolAsync("sync2");
        await _second.DeleteAsync(second.Queue, Token);
        await _second.CreateAsync(first.Queue, Token);
        var upkeep = world.Api.Get<RelayQueueUpkeep>();

        await upkeep.RunOnceAsync(Token);
        await upkeep.RunOnceAsync(Token);

        Assert.Equal([first.Queue], _first.Queues);
        Assert.Equal([second.Queue], _second.Queues);
    }

    [Fact]
    public async Task ANamespace_ThatWasTakenOutOfTheConfiguration_IsReported_AndStopsNobodysUpkeep()
    {
        await using var world = await StartAsync();
        var first = await world.EnrolAsync("sync1");
        var second = await world.EnrolAsync("sync2");
        await _first.DeleteAsync(first.Queue, Token);
        await _second.DeleteAsync(second.Queue, Token);
        var upkeep = Upkeep(world, _first);

        Assert.Equal(new QueueUpkeepRound(Made: 1, Removed: 0, Troubled: 1), await upkeep.RunOnceAsync(Token));

        Assert.Equal([first.Queue], _first.Queues);
        Assert.Empty(_second.Queues);
        Assert.Contains(
            "1 relays have their queues in the Service Bus namespace https://second.example/, which is not configured any more", world.Api.Log.All, StringComparison.Ordinal);
    }

    /// <summary>Silence would be all that the list shows, and sends its reader to a server on which nothing is wrong.</summary>
    [Fact]
    public async Task ARelay_WhoseNamespaceIsGone_SaysSoInItsTrouble_AndWhatToDo()
    {
        await using var world = await StartAsync();
        await world.EnrolAsync("sync1");
        await world.EnrolAsync("sync2");
        var lost = new RelayEnrolment(Guid.NewGuid(), world.NewKey().Public, "sync3", "1.0.0", new Uri("https://third.example/"));
        await world.Api.Get<RelayStore>().EnrolAsync(EnrolmentCode.Hash(await world.CodeAsync()), lost, Token);

        var relays = await world.ListAsync();

        Assert.Equal([null, null], relays.Take(2).Select(relay => (string?)relay!["trouble"]));
        Assert.Equal(
            "Its queue is in the Service Bus namespace https://third.example/, which is not configured any more: nothing reaches it. Configure the namespace again, or revoke this relay and enrol its server anew.",
            (string?)relays[2]!["trouble"]);
        var revoked = await RelayWorld.ReadAsync(await world.RevokeAsync(lost.RelayId));
        Assert.Null(revoked["trouble"]);
    }

    /// <summary>Nothing is made in a namespace that does not say what it has: it might be there, or five thousand requests fail.</summary>
    [Fact]
    public async Task ANamespace_ThatDoesNotAnswer_IsReported_AndStopsNobodysUpkeep()
    {
        await using var world = await StartAsync();
        var first = await world.EnrolAsync("sync1");
        var second = await world.EnrolAsync("sync2");
        await _second.DeleteAsync(second.Queue, Token);
        _first.Away = true;
        var upkeep = world.Api.Get<RelayQueueUpkeep>();

        Assert.Equal(new QueueUpkeepRound(Made: 1, Removed: 0, Troubled: 1), await upkeep.RunOnceAsync(Token));

        Assert.Equal([first.Queue], _first.Queues);
        Assert.Equal([second.Queue], _second.Queues);
        Assert.Contains("Upkeep of queues left out 'all queues of the first place' until the next round: Service Bus first.example did not", world.Api.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneQueue_ThatCannotBeMade_StopsNoOther()
    {
        await using var world = await StartAsync();
        var first = await world.EnrolAsync("sync1");
        var second = await world.EnrolAsync("sync2");
        await _first.DeleteAsync(first.Queue, Token);
        await _second.DeleteAsync(second.Queue, Token);
        _first.Stuck = first.Queue;
        var upkeep = world.Api.Get<RelayQueueUpkeep>();

        Assert.Equal(new QueueUpkeepRound(Made: 1, Removed: 0, Troubled: 1), await upkeep.RunOnceAsync(Token));
        _first.Stuck = null;
        Assert.Equal(new QueueUpkeepRound(Made: 1, Removed: 0, Troubled: 0), await upkeep.RunOnceAsync(Token));

        Assert.Equal([first.Queue], _first.Queues);
        Assert.Equal([second.Queue], _second.Queues);
    }

    /// <summary>Nobody could configure the namespace again to let a tenant go; should it come back, its queue is one of nobody.</summary>
    [Fact]
    public async Task ARelay_WhoseNamespaceIsGone_IsRevoked_AndItsQueueIsRemovedShouldTheNamespaceComeBack()
    {
        await using var world = await StartAsync();
        await world.EnrolAsync("sync1");
        var second = await world.EnrolAsync("sync2");
        var without = new RelayRevocation(
            world.Api.Get<RelayStore>(), world.Api.Get<RelayTraffic>(), new ServiceBusQueues([_first]), world.Api.Get<RelayReplies>());

        Assert.NotNull(await without.RevokeAsync(TenantScope.Everyone, RelayWorld.Tenant, second.Id, "test", Token));
        Assert.Equal([second.Queue], _second.Queues);
        var upkeep = world.Api.Get<RelayQueueUpkeep>();
        await upkeep.RunOnceAsync(Token);

        Assert.Equal(new QueueUpkeepRound(Made: 0, Removed: 1, Troubled: 0), await upkeep.RunOnceAsync(Token));
        Assert.Empty(_second.Queues);
    }

    [Fact]
    public async Task WhileTheNamespaceIsAway_ARevokedRelaysRunIsToldNevertheless()
    {
        await using var world = await StartAsync();
        var relay = await world.EnrolAsync("sync1");
        var command = await world.SendDiscoverAsync(await world.RunAsync());
        _first.Away = true;

        await (await world.RevokeAsync(relay.Id)).IsProblemAsync("relay-queue-unavailable");

        Assert.Contains(world.Api.Engine.Raised, raised => raised.RunId == command.RunId);
    }

    private static RelayQueueUpkeep Upkeep(RelayWorld world, params FakeNamespace[] namespaces) => new(
        new ServiceBusQueues(namespaces), world.Api.Get<RelayStore>(), world.Api.Get<ILogger<RelayQueueUpkeep>>());

    private Task<RelayWorld> StartAsync() => RelayWorld.StartAsync(queues: new ServiceBusQueues([_first, _second]));

    private static SharedAccessSignature Parse(JsonNode? sas) => SharedAccessSignature.Parse((string)sas!)!;
}
