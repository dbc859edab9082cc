using System.Text;
using System.Text.Json.Nodes;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Api.Runs;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Storage.Audit;

namespace PasswordWriteback.Api.Tests.Relays;

/// <summary>Who can write into the replies queue still cannot tell a run anything but what its own relay signed for its own command.</summary>
public sealed class AnswerTests
{
    [Fact]
    public async Task AcceptedProgressCompleted_ReachTheRun()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var command = await world.SendDiscoverAsync(await world.RunAsync());

        Assert.Null(await world.TakeAsync(relay.Signer.Sign(new CommandAccepted(command.CommandId, "In the ledger."), command.RunId)));
        Assert.Null(await world.TakeAsync(relay.Signer.Sign(new CommandProgress(command.CommandId, "Reads users.", new Dictionary<string, long> { ["users"] = 7 }), command.RunId)));
        Assert.Null(await world.TakeAsync(relay.Completed(command)));

        Assert.Equal(
            [RelaySignalKind.Accepted, RelaySignalKind.Progress, RelaySignalKind.Completed],
            world.Api.Engine.Raised.Select(raised => ((RelaySignal)raised.Payload!).Kind));
        Assert.All(world.Api.Engine.Raised, raised => Assert.Equal((command.RunId, RunEvents.Relay(command.CommandId)), (raised.RunId, raised.Event)));
    }

    [Fact]
    public async Task AMessage_ThatComesTwice_IsTakenOnce_AndIsNoDeadLetter()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var answer = relay.Completed(await world.SendDiscoverAsync(await world.RunAsync()));

        Assert.Null(await world.TakeAsync(answer));
        Assert.Null(await world.TakeAsync(answer));

        Assert.Single(world.Api.Engine.Raised);
        Assert.Equal(0, world.Api.Get<RelayAnswers>().Refused);
    }

    [Fact]
    public async Task AForgedAnswer_IsRefused()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var command = await world.SendDiscoverAsync(await world.RunAsync());

        await RefusedAsync(world, (relay with { Key = world.NewKey() }).Completed(command), EnvelopeRefusalReason.KeyUnknown);
    }

    [Fact]
    public async Task AnAnswer_WhosePayloadWasChanged_IsRefused()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var genuine = relay.Completed(await world.SendDiscoverAsync(await world.RunAsync()));
        var body = JsonNode.Parse(genuine.Body.Span)!.AsObject();
        body["payload"] = ((string)body["payload"]!).Replace("Refused", "Changed", StringComparison.Ordinal);

        await RefusedAsync(world, genuine with { Body = Encoding.UTF8.GetBytes(body.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) }, EnvelopeRefusalReason.PayloadChanged);
    }

    [Fact]
    public async Task AnAnswer_ThatIsADayOld_IsRefused()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var answer = relay.Completed(await world.SendDiscoverAsync(await world.RunAsync()));
        world.Clock.Advance(EnvelopeLimits.AnswerLifetime + EnvelopeLimits.ClockTolerance);

        await RefusedAsync(world, answer, EnvelopeRefusalReason.Expired);
    }

    [Fact]
    public async Task AnAnswer_OfTheStandby_ToACommandOfTheActiveRelay_IsRefused()
    {
        await using var world = await RelayWorld.StartAsync();
        await world.EnrolAsync();
        var standby = await world.EnrolAsync();

        await RefusedAsync(world, standby.Completed(await world.SendDiscoverAsync(await world.RunAsync())), EnvelopeRefusalReason.AnswersNothing);
    }

    [Fact]
    public async Task AnAnswer_ForAnotherRunThanTheCommands_IsRefused()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var (own, other) = (await world.RunAsync(), "run-of-another");

        await RefusedAsync(world, relay.Completed(await world.SendDiscoverAsync(own), other), EnvelopeRefusalReason.AnswersNothing);
    }

    [Fact]
    public async Task AnAnswer_ToACommandThatWasNeverSent_IsRefused()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();

        await RefusedAsync(world, relay.Completed(new Discover(Guid.NewGuid(), RelayWorld.Tenant, await world.RunAsync(), RelayWorld.Forest)), EnvelopeRefusalReason.AnswersNothing);
    }

    [Fact]
    public async Task AnAnswer_InTheNameOfAnotherTenant_IsRefused()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var command = await world.SendDiscoverAsync(await world.RunAsync());
        var signer = new ReplySigner(new RelayIdentity(Guid.NewGuid(), relay.Id, RelayWorld.Issuer), relay.Key, world.Clock);

        await RefusedAsync(
            world, signer.Sign(new CommandCompleted(command.CommandId, EnrolledTestRelay.Failed(command), Upload: null), command.RunId), EnvelopeRefusalReason.WrongIssuer);
    }

    [Fact]
    public async Task AnAnswer_ToARunThatHasEnded_IsTakenAndRaisesNothing()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var runId = await world.RunAsync();
        var command = await world.SendDiscoverAsync(runId);
        await world.Api.Get<Storage.Runs.RunStore>().FailAsync(runId, "Ended by the test.", TestContext.Current.CancellationToken);

        Assert.Null(await world.TakeAsync(relay.Completed(command)));
        Assert.Empty(world.Api.Engine.Raised);
    }

    [Fact]
    public async Task WhenTheEngineIsAway_TheAnswerIsNotRemembered_AndCountsTheNextTime()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var answer = relay.Completed(await world.SendDiscoverAsync(await world.RunAsync()));

        world.Api.Engine.Trouble = "Away.";
        await Assert.ThrowsAsync<Orchestration.EnableWriteback.Ports.RunEngineUnavailableException>(() => world.TakeAsync(answer));
        world.Api.Engine.Trouble = null;
        Assert.Null(await world.TakeAsync(answer));

        Assert.Single(world.Api.Engine.Raised);
    }

    [Fact]
    public async Task WhoWroteOnTheServer_StandsInTheAuditOnce_HoweverOftenTheRelaySaysSo_AlsoWhenTheRunHasEnded()
    {
        await using var world = await RelayWorld.StartAsync();
        var runId = await world.RunAsync();
        var granted = new Granted(Guid.NewGuid(), WriteOutcome.Written, [], @"CORP\ada, on the server: written.", RecordPath: null, @"CORP\ada");
        var cancellation = TestContext.Current.CancellationToken;
        Task<bool> SayAsync() => world.Api.Get<RelayReplies>().ReceiveAsync(
            RelayWorld.Tenant, runId, RelayWorld.Forest, granted.CommandId, new RelaySignal(RelaySignalKind.Completed, "completed", granted), cancellation);
        await world.Api.Get<Storage.Runs.RunStore>().FailAsync(runId, "Ended by the test.", cancellation);

        Assert.False(await SayAsync());
        Assert.False(await SayAsync());

        var line = Assert.Single(await world.AuditAsync(AuditAction.WrittenOnServer));
        Assert.Equal((@"CORP\ada", runId), (line.Actor, line.RunId));
        Assert.Empty(world.Api.Engine.Raised);
    }

    /// <summary>What a kill leaves: the run has the answer, and the queue still has the message. What the run makes of it is tested with the engine.</summary>
    [Fact]
    public async Task KilledBetweenTheRunAndTheMemory_TheSameAnswerIsHandedOverAgain_AndThenRemembered()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var answer = relay.Completed(await world.SendDiscoverAsync(await world.RunAsync()));
        using var kill = new CancellationTokenSource();
        world.Api.Engine.AfterRaising = kill.Cancel;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => world.Api.Get<RelayAnswers>().TakeAsync(answer.Body, world.Clock.GetUtcNow(), kill.Token));
        Assert.Single(world.Api.Engine.Raised);
        Assert.Null(await world.TakeAsync(answer));
        Assert.Null(await world.TakeAsync(answer));

        Assert.Equal(2, world.Api.Engine.Raised.Count);
        Assert.Single(world.Api.Engine.Raised.Select(raised => (raised.RunId, raised.Event)).Distinct());
    }

    private static async Task RefusedAsync(RelayWorld world, OutgoingMessage message, EnvelopeRefusalReason reason)
    {
        var refusal = await world.TakeAsync(message);

        Assert.Equal(reason, refusal?.Reason);
        Assert.Empty(world.Api.Engine.Raised);
        Assert.Equal(1, world.Api.Get<RelayAnswers>().Refused);
        Assert.Contains($"An answer was refused: {reason}", world.Api.Log.All, StringComparison.Ordinal);
    }
}
