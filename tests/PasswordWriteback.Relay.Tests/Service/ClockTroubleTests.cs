using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Ledger;
using PasswordWriteback.Relay.Tests.Ledger;

namespace PasswordWriteback.Relay.Tests.Service;

/// <summary>The clock of the relay's server is set wrong and right again, or the server sleeps, while a command is at work.</summary>
public sealed class ClockTroubleTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ServiceWorld _world = new();
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Truth _truth;

    public ClockTroubleTests()
    {
        _truth = new Truth(_world.Clock);
        _world.Queue.Date = _truth.GetUtcNow;
        _world.Advance = async (command, _) =>
        {
            await _release.Task;
            return new CommandState.Answered(LedgerFolder.Reply(command.CommandId));
        };
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(24)]
    [InlineData(-24)]
    public async Task AClockThatIsWrongWhenACommandEnds_LosesNoAnswer(int hours)
    {
        var command = ServiceWorld.Grant(new string('a', 64));
        _world.Start();
        _world.Send(command);
        await _world.UntilAsync(() => _world.Executions.ContainsKey(command.CommandId) && _world.Ledger.Counts().Unsent == 0);
        _world.Queue.Rest();

        Set(TimeSpan.FromHours(hours));
        _release.SetResult();
        await PassAsync(TimeSpan.FromMinutes(10));
        Set(TimeSpan.FromHours(-hours));
        await _world.PassAsync(Second, () => _world.Ledger.Counts() is { Done: 1, Unsent: 0 });

        var verifier = _world.Verifier(_truth, command);
        List<RelayAnswer> believed = [];
        foreach (var message in _world.Queue.RestSigned())
        {
            var verified = await verifier.VerifyAsync(message.Body, queueTime: null, TestContext.Current.CancellationToken);
            believed.AddRange(verified.IsAccepted ? [verified.Message.Answer] : []);
        }

        Assert.Contains(believed, answer => answer is CommandCompleted);
        Assert.Equal(1, _world.Executions[command.CommandId]);
    }

    [Fact]
    public async Task AHeartbeatOfAWrongClock_DoesNotCount_AndComesWithinAMinuteOfTheRightOne()
    {
        Set(TimeSpan.FromHours(3));
        _world.Start();
        await PassAsync(TimeSpan.FromMinutes(10));
        Assert.Null(_world.Ledger.Note(LedgerNotes.Heartbeat));
        Assert.InRange(_world.Queue.RestSigned().Count, 1, 16);

        Set(TimeSpan.FromHours(-3));
        await PassAsync(TimeSpan.FromMinutes(1));

        Assert.NotNull(_world.Ledger.Note(LedgerNotes.Heartbeat));
    }

    [Theory]
    [InlineData(24)]
    [InlineData(-24)]
    public async Task ACommandThatComesWhileTheClockIsWrong_IsRefused_AndRunsOnceWhenItIsSentAgain(int hours)
    {
        var command = ServiceWorld.Discover();
        var first = _world.Sign(command);
        _release.SetResult();
        Set(TimeSpan.FromHours(hours));
        _world.Start();
        _world.Queue.Put(first);
        await _world.UntilAsync(() => _world.Ledger.Refused(10).Count == 1 && _world.Queue.Waiting == 0);
        Assert.Empty(_world.Executions);

        Set(TimeSpan.FromHours(-hours));
        _world.Send(command, attempt: 2);
        await _world.PassAsync(Second, () => _world.Ledger.Counts() is { Done: 1, Unsent: 0 });

        Assert.Equal(1, _world.Executions[command.CommandId]);
    }

    [Fact]
    public async Task AServerThatSleptForANight_EndsTheWriteAtWork_AndBeginsNoneThatIsTooLate()
    {
        var (atWork, inLine) = (ServiceWorld.Grant(new string('a', 64)), ServiceWorld.Grant(new string('b', 64), "run-2"));
        _world.Start();
        _world.Send(atWork);
        await _world.UntilAsync(() => _world.Executions.ContainsKey(atWork.CommandId));
        _world.Send(inLine);
        await _world.UntilAsync(() => _world.Ledger.Counts() is { Running: 1, Received: 1, Unsent: 0 });

        _world.Clock.SetTo(_world.Clock.GetUtcNow() + TimeSpan.FromHours(8));
        _release.SetResult();
        await _world.PassAsync(Second, () => _world.Ledger.Counts() is { Done: 2, Unsent: 0 });

        Assert.Equal([atWork.CommandId], _world.Executions.Keys);
        var failed = Assert.IsType<CommandFailed>((await _world.Queue.CompletionAsync(inLine.CommandId)).Reply);
        Assert.Equal("DeadlinePassed", failed.Reason);
    }

    private void Set(TimeSpan by)
    {
        _truth.Off += by;
        _world.Clock.SetTo(_world.Clock.GetUtcNow() + by);
    }

    private Task PassAsync(TimeSpan time)
    {
        var end = _world.Clock.GetUtcNow() + time;
        return _world.PassAsync(Second, () => _world.Clock.GetUtcNow() >= end);
    }

    /// <summary>The time that it is, which cloud and queue know.</summary>
    private sealed class Truth(ManualClock relay) : TimeProvider
    {
        public TimeSpan Off { get; set; }

        public override DateTimeOffset GetUtcNow() => relay.GetUtcNow() - Off;
    }
}
