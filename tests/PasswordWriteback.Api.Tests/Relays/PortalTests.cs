using System.Net;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Storage.Audit;

namespace PasswordWriteback.Api.Tests.Relays;

public sealed class PortalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheSecondRelay_StandsBy_UntilOneCallPromotesIt()
    {
        await using var world = await RelayWorld.StartAsync();
        var (first, second) = (await world.EnrolAsync("sync1"), await world.EnrolAsync("sync2"));
        Assert.Equal(["Active", "Standby"], (await world.ListAsync()).Select(relay => (string?)relay!["state"]));

        var promoted = await RelayWorld.ReadAsync(await world.Portal.PostAsync($"{RelayWorld.Relays}/{second.Id}/promote", content: null, Token));

        Assert.Equal("Active", (string?)promoted["state"]);
        Assert.Equal(["Standby", "Active"], (await world.ListAsync()).Select(relay => (string?)relay!["state"]));
        var command = await world.SendDiscoverAsync(await world.RunAsync());
        Assert.Empty(world.Queues.Sent(first.Queue));
        Assert.Equal($"{command.CommandId:D}.1", Assert.Single(world.Queues.Sent(second.Queue)).MessageId);
        Assert.Contains(second.Id.ToString("D"), Assert.Single(await world.AuditAsync(AuditAction.RelayPromoted)).Note, StringComparison.Ordinal);
    }

    /// <summary>The first relay may have written already; the second one would not know.</summary>
    [Fact]
    public async Task AWritingCommand_StaysWithTheRelayThatItWentToFirst_AndEndsWithIt()
    {
        await using var world = await RelayWorld.StartAsync();
        var (first, second) = (await world.EnrolAsync(), await world.EnrolAsync());
        var runId = await world.RunAsync();
        var write = await world.SendAsync(new GrantPermissions(Guid.NewGuid(), RelayWorld.Tenant, runId, RelayWorld.Forest, new string('a', 64)));
        var read = await world.SendDiscoverAsync(runId);

        await world.Portal.PostAsync($"{RelayWorld.Relays}/{second.Id}/promote", content: null, Token);
        await world.SendAsync(write, attempt: 2);
        await world.SendAsync(read, attempt: 2);

        Assert.Equal([$"{write.CommandId:D}.1", $"{read.CommandId:D}.1", $"{write.CommandId:D}.2"], world.Queues.Sent(first.Queue).Select(message => message.MessageId));
        Assert.Equal([$"{read.CommandId:D}.2"], world.Queues.Sent(second.Queue).Select(message => message.MessageId));
        await world.RevokeAsync(first.Id);
        await world.SendAsync(write, attempt: 3, sent: false);
    }

    /// <summary>The promoted relay stands on a server that this run has not read; its Entra Connect may be another active one.</summary>
    [Fact]
    public async Task TheSwitch_GoesToTheServerThatTheRunHasRead_NeverToAPromotedOne()
    {
        await using var world = await RelayWorld.StartAsync();
        var (first, second) = (await world.EnrolAsync("sync1"), await world.EnrolAsync("sync2"));
        var runId = await world.RunAsync();
        await world.SendDiscoverAsync(runId);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Portal.PostAsync($"{RelayWorld.Relays}/{second.Id}/promote", content: null, Token);
        await world.SendAsync(new AssessPermissions(Guid.NewGuid(), RelayWorld.Tenant, runId, RelayWorld.Forest));

        var turn = await world.SendAsync(new SetConnectWriteback(Guid.NewGuid(), RelayWorld.Tenant, runId, RelayWorld.Forest, Enabled: true));

        Assert.Equal($"{turn.CommandId:D}.1", world.Queues.Sent(first.Queue).Last().MessageId);
        Assert.DoesNotContain(world.Queues.Sent(second.Queue), message => message.Label == nameof(SetConnectWriteback));
        await world.RevokeAsync(first.Id);
        await world.SendAsync(new SetConnectWriteback(Guid.NewGuid(), RelayWorld.Tenant, runId, RelayWorld.Forest, Enabled: true), sent: false);
    }

    [Fact]
    public async Task TheLog_IsReadOnTheServerThatTheRunHasRead_TheCanaryAloneByAnyRelayOfTheForest()
    {
        await using var world = await RelayWorld.StartAsync();
        var (first, second) = (await world.EnrolAsync("sync1"), await world.EnrolAsync("sync2"));
        var runId = await world.RunAsync();
        await world.SendDiscoverAsync(runId);
        await world.Portal.PostAsync($"{RelayWorld.Relays}/{second.Id}/promote", content: null, Token);

        var log = await world.SendAsync(new CollectEvidence(Guid.NewGuid(), RelayWorld.Tenant, runId, RelayWorld.Forest, world.Clock.GetUtcNow()));
        var canary = await world.SendAsync(new CollectEvidence(Guid.NewGuid(), RelayWorld.Tenant, runId, RelayWorld.Forest, world.Clock.GetUtcNow(), []));

        Assert.Equal($"{log.CommandId:D}.1", world.Queues.Sent(first.Queue).Last().MessageId);
        Assert.Equal($"{canary.CommandId:D}.1", Assert.Single(world.Queues.Sent(second.Queue)).MessageId);
    }

    [Fact]
    public async Task Revoking_EndsTokenQueueAndAnswers_AtOnce_AndTwiceIsOnce()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var command = await world.SendDiscoverAsync(await world.RunAsync());
        var answer = relay.Completed(command);

        var revoked = await RelayWorld.ReadAsync(await world.RevokeAsync(relay.Id));

        Assert.Equal("Revoked", (string?)revoked["state"]);
        Assert.NotNull(revoked["revokedAt"]);
        Assert.Empty(world.Queues.Queues);
        await (await relay.AskTokenAsync()).IsProblemAsync("relay-proof-invalid");
        Assert.Equal(Core.Relay.Envelope.EnvelopeRefusalReason.RelayUnknown, (await world.TakeAsync(answer))?.Reason);
        var told = Assert.Single(world.Api.Engine.Raised);
        Assert.Equal((command.RunId, RunEvents.Relay(command.CommandId)), (told.RunId, told.Event));
        Assert.Equal(RelayFindings.NotAnswering, Assert.IsType<CommandFailed>(((RelaySignal)told.Payload!).Reply).Reason);
        await world.SendAsync(command, attempt: 2, sent: false);
        Assert.Equal(HttpStatusCode.OK, (await world.RevokeAsync(relay.Id)).StatusCode);
        Assert.Single(await world.AuditAsync(AuditAction.RelayRevoked));
        await (await world.Portal.PostAsync($"{RelayWorld.Relays}/{relay.Id}/promote", content: null, Token)).IsProblemAsync("relay-revoked");
        Assert.Equal("Active", (string?)(await world.EnrolAsync()).Answer["state"]);
    }

    [Fact]
    public async Task AnotherPortal_SeesAndRevokesNothing()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var stranger = world.Api.Client("portal-b");

        await (await stranger.GetAsync(RelayWorld.Relays, Token)).IsProblemAsync("tenant-not-found");
        await (await stranger.DeleteAsync($"{RelayWorld.Relays}/{relay.Id}", Token)).IsProblemAsync("tenant-not-found");
        await (await stranger.PostAsync($"{RelayWorld.Relays}/{relay.Id}/promote", content: null, Token)).IsProblemAsync("tenant-not-found");
        await (await world.RevokeAsync(Guid.NewGuid())).IsProblemAsync("relay-not-found", "relayId");
        Assert.Equal(HttpStatusCode.OK, (await relay.AskTokenAsync()).StatusCode);
    }

    [Fact]
    public async Task TheList_ShowsTheLastHeartbeat_AndSaysWhenARelayFellSilent()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await world.TakeAsync(relay.Heartbeat(Guid.NewGuid())));

        var fresh = Assert.Single(await world.ListAsync())!;
        Assert.Equal(world.Clock.GetUtcNow(), (DateTimeOffset)fresh["heartbeatAt"]!);
        Assert.Equal("1.0.1", (string?)fresh["version"]);
        Assert.Equal("2.4.18.0", (string?)fresh["connect"]!["installedVersion"]);
        Assert.Equal(new string('a', 64), (string?)fresh["policyHash"]);
        Assert.Null(fresh["trouble"]);

        world.Clock.Advance(TimeSpan.FromHours(5));
        Assert.Contains("5 hours ago", (string?)Assert.Single(await world.ListAsync())!["trouble"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARelay_ThatNeverSpoke_IsInTrouble()
    {
        await using var world = await RelayWorld.StartAsync();
        await world.EnrolAsync();
        Assert.Null(Assert.Single(await world.ListAsync())!["trouble"]);

        world.Clock.Advance(TimeSpan.FromHours(3));

        Assert.Contains("never been heard", (string?)Assert.Single(await world.ListAsync())!["trouble"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoProcessesWithOneIdentity_AreReportedInListAndAudit_ARestartIsNot()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        async Task BeatAsync(Guid instance)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(20));
            Assert.Null(await world.TakeAsync(relay.Heartbeat(instance)));
        }

        await BeatAsync(first);
        await BeatAsync(second);
        Assert.Null(Assert.Single(await world.ListAsync())!["duplicateSeenAt"]);

        await BeatAsync(first);
        await BeatAsync(second);
        var seen = Assert.Single(await world.ListAsync())!;
        Assert.NotNull(seen["duplicateSeenAt"]);
        Assert.Contains("Two processes", (string?)seen["trouble"], StringComparison.Ordinal);
        Assert.Single(await world.AuditAsync(AuditAction.RelayDuplicated));
    }
}
