using Reason = PasswordWriteback.Core.Relay.Envelope.EnvelopeRefusalReason;

namespace PasswordWriteback.Core.Tests.Relay.Envelope;

public sealed class ClockTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private readonly EnvelopeWorld _world = new();

    [Fact]
    public async Task ACommand_IsGoodUntilItsLastTick_AndNotAtItsEnd()
    {
        var message = _world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 1);

        _world.Clock.SetTo(message.ExpiresAt - Tick);
        Assert.Null((await _world.VerifyAsync(message.Body)).Refusal);

        _world.Clock.SetTo(message.ExpiresAt);
        var refusal = (await _world.VerifyAsync(message.Body)).Refusal!;
        Assert.Equal(Reason.Expired, refusal.Reason);
        Assert.Contains("2026-11-21 09:10:00 UTC", refusal.Detail);
        Assert.Equal(message.MessageId, refusal.MessageId);
    }

    [Fact]
    public async Task AClockExactlyFiveMinutesBehindTheIssuer_IsAccepted_AndATickMoreIsNot()
    {
        var message = _world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 1);

        _world.Clock.SetTo(EnvelopeWorld.Start.AddMinutes(-5));
        Assert.Null((await _world.VerifyAsync(message.Body)).Refusal);

        _world.Clock.SetTo(EnvelopeWorld.Start.AddMinutes(-5) - Tick);
        var refusal = (await _world.VerifyAsync(message.Body)).Refusal!;
        Assert.Equal(Reason.IssuedInFuture, refusal.Reason);
        Assert.Contains("09:00:00 UTC", refusal.Detail);
        Assert.Contains("08:54:59 UTC", refusal.Detail);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    public async Task AClockThatDiffersFromTheQueuesByFiveMinutes_IsAccepted_AndATickMoreIsRefusedWithBothTimes(int minutes)
    {
        var message = _world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 1);
        var queue = EnvelopeWorld.Start.AddMinutes(minutes);

        Assert.Null((await _world.VerifyAsync(message.Body, queue)).Refusal);

        var refusal = (await _world.VerifyAsync(message.Body, queue + (Math.Sign(minutes) * Tick))).Refusal!;
        Assert.Equal(Reason.ClockOff, refusal.Reason);
        Assert.Contains("This machine's clock says 2026-11-21 09:00:00 UTC", refusal.Detail);
        Assert.Contains(minutes > 0 ? "09:05:00 UTC" : "08:54:59 UTC", refusal.Detail);
    }

    [Fact]
    public async Task AMessageThatLooksExpiredOnlyBecauseTheClockIsWrong_SaysThatTheClockIsWrong()
    {
        var message = _world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 1);
        _world.Clock.SetTo(EnvelopeWorld.Start.AddHours(2));

        Assert.Equal(Reason.ClockOff, (await _world.VerifyAsync(message.Body, EnvelopeWorld.Start)).Refusal!.Reason);
        Assert.Equal(Reason.Expired, (await _world.VerifyAsync(message.Body)).Refusal!.Reason);
    }

    [Theory]
    [InlineData(900, null)]
    [InlineData(901, Reason.LifetimeNotAllowed)]
    [InlineData(86400, Reason.LifetimeNotAllowed)]
    [InlineData(0, Reason.LifetimeNotAllowed)]
    [InlineData(-1, Reason.LifetimeNotAllowed)]
    public async Task ALifetimeOverFifteenMinutes_OrNone_IsRefused(int seconds, Reason? expected)
    {
        var honest = _world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 1);
        var forged = EnvelopeWorld.Forge(honest, "cloud", claims: c => c["exp"] = c["iat"]!.GetValue<long>() + seconds);

        Assert.Equal(expected, (await _world.VerifyAsync(forged)).Refusal?.Reason);
    }

    [Fact]
    public async Task AnAnswer_WaitsADayForTheCloud_AndNoLonger()
    {
        var message = _world.Replies.Sign(EnvelopeWorld.Accepted, EnvelopeWorld.RunId);

        _world.Clock.SetTo(EnvelopeWorld.Start.AddHours(24) - Tick);
        Assert.Null((await _world.VerifyReplyAsync(message.Body)).Refusal);

        _world.Clock.SetTo(EnvelopeWorld.Start.AddHours(24));
        Assert.Equal(Reason.Expired, (await _world.VerifyReplyAsync(message.Body)).Refusal!.Reason);
    }

    public void Dispose() => _world.Dispose();
}
