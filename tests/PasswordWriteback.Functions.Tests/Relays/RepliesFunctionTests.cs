using System.Text;
using System.Text.Json.Nodes;
using PasswordWriteback.Api.Tests.Relays;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Orchestration.EnableWriteback;

namespace PasswordWriteback.Functions.Tests.Relays;

/// <summary>What becomes of messages in the replies queue: completed and raised, dead-lettered with the reason, or given back.</summary>
public sealed class RepliesFunctionTests
{
    public static TheoryData<string> LongNames => [$"{{\"{new string('a', 5000)}\":1}}"];

    [Fact(Timeout = 60_000)]
    public async Task AVerifiedAnswer_IsRaised_ThenCompleted()
    {
        await using var world = await RepliesWorld.StartAsync();
        var command = await world.CommandAsync();

        await world.DeliverAsync(world.Relay.Completed(command).Body);

        Assert.Equal((command.RunId, RunEvents.Relay(command.CommandId)), Assert.Single(world.Engine.Raised));
        Assert.Equal(["completed"], world.Actions.Said);
        Assert.Equal(0, world.Answers.Refused);
    }

    [Fact(Timeout = 60_000)]
    public async Task AnAnswerThatComesTwice_IsRaisedOnce_AndCompletedTwice()
    {
        await using var world = await RepliesWorld.StartAsync();
        var answer = world.Relay.Completed(await world.CommandAsync());

        await world.DeliverAsync(answer.Body);
        await world.DeliverAsync(answer.Body);

        Assert.Single(world.Engine.Raised);
        Assert.Equal(["completed", "completed"], world.Actions.Said);
    }

    [Fact(Timeout = 60_000)]
    public async Task AnAnswer_SignedWithAnotherKey_IsDeadLettered()
    {
        await using var world = await RepliesWorld.StartAsync();
        var forger = world.Relay with { Key = world.Relays.NewKey() };

        await world.AssertDeadLetteredAsync(forger.Completed(await world.CommandAsync()).Body, EnvelopeRefusalReason.KeyUnknown);
    }

    [Fact(Timeout = 60_000)]
    public async Task AnAnswer_WhosePayloadWasChanged_IsDeadLettered()
    {
        await using var world = await RepliesWorld.StartAsync();
        var body = JsonNode.Parse(world.Relay.Completed(await world.CommandAsync()).Body.Span)!;
        body["payload"] = "{}";

        await world.AssertDeadLetteredAsync(Encoding.UTF8.GetBytes(body.ToJsonString()), EnvelopeRefusalReason.PayloadChanged);
    }

    [Fact(Timeout = 60_000)]
    public async Task AnExpiredAnswer_IsDeadLettered()
    {
        await using var world = await RepliesWorld.StartAsync();
        var answer = world.Relay.Completed(await world.CommandAsync());
        world.Relays.Clock.Advance(EnvelopeLimits.AnswerLifetime + EnvelopeLimits.ClockTolerance);

        await world.AssertDeadLetteredAsync(answer.Body, EnvelopeRefusalReason.Expired);
    }

    [Fact(Timeout = 60_000)]
    public async Task AnAnswer_OfARelayThatWasRevoked_IsDeadLettered()
    {
        await using var world = await RepliesWorld.StartAsync();
        var answer = world.Relay.Completed(await world.CommandAsync());
        (await world.Relays.RevokeAsync(world.Relay.Id)).EnsureSuccessStatusCode();

        await world.AssertDeadLetteredAsync(answer.Body, EnvelopeRefusalReason.RelayUnknown);
    }

    [Fact(Timeout = 60_000)]
    public async Task AnAnswer_ToACommandThatWasNeverSent_IsDeadLettered()
    {
        await using var world = await RepliesWorld.StartAsync();
        var command = await world.CommandAsync();

        await world.AssertDeadLetteredAsync(world.Relay.Completed(command with { CommandId = Guid.NewGuid() }).Body, EnvelopeRefusalReason.AnswersNothing);
    }

    [Fact(Timeout = 60_000)]
    public async Task AnAnswer_OfAnotherTenantsRelay_IsDeadLettered()
    {
        await using var world = await RepliesWorld.StartAsync();
        var command = await world.CommandAsync();
        var foreign = (await world.EnrolForeignRelayAsync()).Sign(new CommandCompleted(command.CommandId, EnrolledTestRelay.Failed(command), Upload: null), command.RunId);

        await world.AssertDeadLetteredAsync(foreign.Body, EnvelopeRefusalReason.AnswersNothing);
    }

    [Fact(Timeout = 60_000)]
    public async Task AnotherTenantsRelay_InTheNameOfThisTenantsRelay_IsDeadLettered()
    {
        await using var world = await RepliesWorld.StartAsync();
        var command = await world.CommandAsync();
        var foreign = (await world.EnrolForeignRelayAsync(claimed: RelayWorld.Tenant)).Sign(new CommandAccepted(command.CommandId, "In the ledger."), command.RunId);

        await world.AssertDeadLetteredAsync(foreign.Body, EnvelopeRefusalReason.WrongIssuer);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("{}")]
    [InlineData("""{"jws":5,"payload":[]}""")]
    [InlineData("\"\\ud800\"")]
    [MemberData(nameof(LongNames))]
    public async Task AMalformedMessage_IsDeadLettered(string body)
    {
        await using var world = await RepliesWorld.StartAsync();

        await world.DeliverAsync(Encoding.UTF8.GetBytes(body));

        Assert.StartsWith("dead: ", Assert.Single(world.Actions.Said), StringComparison.Ordinal);
        Assert.Equal(1, world.Answers.Refused);
        Assert.Empty(world.Engine.Raised);
    }

    [Fact(Timeout = 60_000)]
    public async Task AnOversizedMessage_IsDeadLettered()
    {
        await using var world = await RepliesWorld.StartAsync();

        await world.AssertDeadLetteredAsync(new byte[EnvelopeLimits.MessageBytes + 1], EnvelopeRefusalReason.Oversized);
    }

    [Fact(Timeout = 60_000)]
    public async Task WhileTheEngineIsAway_AnAnswerIsHeldForAMinute_GivenBack_AndTakenTheNextTime()
    {
        await using var world = await RepliesWorld.StartAsync();
        var answer = world.Relay.Completed(await world.CommandAsync());
        world.Engine.Away = true;

        await world.DeliverInVainAsync(answer.Body);
        Assert.Equal(["abandoned"], world.Actions.Said);
        world.Engine.Away = false;
        await world.DeliverAsync(answer.Body);

        Assert.Single(world.Engine.Raised);
        Assert.Equal(["abandoned", "completed"], world.Actions.Said);
        Assert.Equal(0, world.Answers.Refused);
    }

    /// <summary>Thrown, it would come again at once, and all of a queue's deliveries would be used up within seconds.</summary>
    [Fact(Timeout = 60_000)]
    public async Task WhatNobodyForesaw_IsHeldForAMinuteToo_AndNotThrown()
    {
        await using var world = await RepliesWorld.StartAsync();
        var answer = world.Relay.Completed(await world.CommandAsync());
        world.Engine.Failure = new InvalidOperationException("A mistake of this program.");

        await world.DeliverInVainAsync(answer.Body);

        Assert.Equal(["abandoned"], world.Actions.Said);
        world.Engine.Failure = null;
        await world.DeliverAsync(answer.Body);
        Assert.Equal(["abandoned", "completed"], world.Actions.Said);
    }

    [Fact(Timeout = 60_000)]
    public async Task WhileTheStoreIsAway_NothingIsSettledAsRefusedOrTaken()
    {
        await using var world = await RepliesWorld.StartAsync();
        var answer = world.Relay.Completed(await world.CommandAsync());

        using (await world.LockStoreAsync())
        {
            await world.DeliverInVainAsync(answer.Body);
        }

        Assert.Equal(["abandoned"], world.Actions.Said);
        Assert.Equal(0, world.Answers.Refused);
        await world.DeliverAsync(answer.Body);
        Assert.Equal(["abandoned", "completed"], world.Actions.Said);
    }

    [Fact(Timeout = 60_000)]
    public async Task WhenTheHostStopsMeanwhile_AnAnswerThatIsHeld_IsLeftToTheQueue()
    {
        await using var world = await RepliesWorld.StartAsync();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        world.Engine.Away = true;
        var delivery = world.DeliverAsync(world.Relay.Completed(await world.CommandAsync()).Body, stopping.Token);
        await world.HeldAsync();

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivery);
        Assert.Empty(world.Actions.Said);
    }
}
