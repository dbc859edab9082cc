using System.Security.Cryptography;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Ledger;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.Relay.Tests.Ledger;

namespace PasswordWriteback.Relay.Tests.Service;

public sealed class RelayServiceTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ServiceWorld _world = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task ACommand_IsInTheLedger_ThenOffTheQueue_ThenAccepted_ThenCompleted()
    {
        var command = ServiceWorld.Discover();
        LedgerEntry? whenTakenOff = null;
        _world.Queue.Completing = _ => whenTakenOff = _world.Ledger.Find(command.CommandId);
        _world.Start();

        _world.Send(command);

        Assert.Equal(command.CommandId, Assert.IsType<CommandAccepted>(await _world.Queue.AnswerAsync()).CommandId);
        Assert.Equal("Executed", Assert.IsType<CommandFailed>((await _world.Queue.CompletionAsync()).Reply).Reason);
        Assert.Equal(LedgerState.Received, whenTakenOff?.State);
        Assert.Equal(0, _world.Queue.Waiting);
    }

    [Fact]
    public async Task TheRelaysAnswers_VerifyInTheCloud()
    {
        var command = ServiceWorld.Discover();
        _world.Start();
        _world.Send(command);
        var verifier = _world.Verifier(_world.Clock, command);

        for (var i = 0; i < 3; i++)
        {
            var verified = await verifier.VerifyAsync((await _world.Queue.SignedAnswerAsync()).Body, queueTime: null, TestContext.Current.CancellationToken);
            Assert.True(verified.IsAccepted, verified.Refusal?.Detail);
        }
    }

    [Fact]
    public async Task TheNewsThatAnAnswerArrived_IsLost_ItIsSentAgain_AndNothingRunsAgain()
    {
        var command = ServiceWorld.Discover();
        _world.Start();
        await _world.Queue.AnswerAsync(heartbeats: true);
        _world.Queue.LostConfirmations = 2;

        _world.Send(command);
        await _world.PassAsync(Second, () => _world.Ledger.Counts() is { Unsent: 0, Done: 1 });

        Assert.True(_world.Queue.Rest().Count > 2);
        Assert.Equal(1, _world.Executions[command.CommandId]);
    }

    [Fact]
    public async Task ALargeReply_IsUploaded_AndReferredTo_AndHoldsUpNoOther()
    {
        var (large, small) = (ServiceWorld.Discover(), ServiceWorld.Discover());
        _world.Advance = (command, _) => Task.FromResult<CommandState>(new CommandState.Answered(
            LedgerFolder.Reply(command.CommandId) with { Detail = command == large ? new string('x', 100_000) : "small" }));
        _world.UploadsAway = true;
        _world.Start();
        _world.Send(large);
        await _world.UntilAsync(() => _world.Ledger.Counts().Done == 1);
        _world.Send(small);

        await _world.PassAsync(Second, () => _world.Ledger.Counts() is { Done: 2, Unsent: 1 });
        Assert.NotNull((await _world.Queue.CompletionAsync(small.CommandId)).Reply);
        _world.UploadsAway = false;
        await _world.PassAsync(Second, () => _world.Ledger.Counts().Unsent == 0);

        var upload = (await _world.Queue.CompletionAsync(large.CommandId)).Upload!;
        Assert.Equal(upload.Sha256, Convert.ToHexStringLower(SHA256.HashData(_world.Uploads[upload.Sha256])));
        Assert.Equal(_world.Uploads[upload.Sha256].Length, upload.Bytes);
    }

    [Theory]
    [InlineData(false, "scopes")]
    [InlineData(true, "run-1.json")]
    public async Task AReplyThatTheCloudCannotTake_IsAFailureThatSaysSo(bool writes, string remedy)
    {
        RelayCommand command = writes ? ServiceWorld.Grant(new string('a', 64)) : ServiceWorld.Discover();
        _world.Advance = (given, _) => Task.FromResult<CommandState>(new CommandState.Answered(new Granted(
            given.CommandId, WriteOutcome.Written, [], new string('x', EnvelopeLimits.UploadBytes), RecordPath: null)));
        _world.Start();

        _world.Send(command);

        var failed = Assert.IsType<CommandFailed>((await _world.Queue.CompletionAsync()).Reply);
        Assert.Equal("ReplyTooLarge", failed.Reason);
        Assert.Contains(remedy, failed.Remedy, StringComparison.Ordinal);
        Assert.Empty(_world.Uploads);
    }

    [Fact]
    public async Task Writes_AreCarriedOutOneAtATime_ReadsSideBySide()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int reads = 0, writes = 0;
        _world.Advance = async (command, _) =>
        {
            var count = command is GrantPermissions ? Interlocked.Increment(ref writes) : Interlocked.Increment(ref reads);
            Assert.True(count > 0);
            await release.Task;
            return new CommandState.Answered(LedgerFolder.Reply(command.CommandId));
        };
        _world.Start();
        for (var i = 0; i < 6; i++)
        {
            _world.Send(ServiceWorld.Discover());
            _world.Send(ServiceWorld.Grant(new string('a', 64), $"run-{i}"));
        }

        await _world.UntilAsync(() => _world.Ledger.Counts() is { Running: RelayLimits.ParallelReads + 1, Received: 12 - RelayLimits.ParallelReads - 1 });

        Assert.Equal((RelayLimits.ParallelReads, 1), (reads, writes));
        release.SetResult();
        await _world.UntilAsync(() => _world.Ledger.Counts().Done == 12);
    }

    [Fact]
    public async Task AReadThatHangs_IsAnsweredAtItsDeadline_WithProgressUntilThen()
    {
        var command = ServiceWorld.Discover();
        _world.Advance = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException("Not reached.");
        };
        _world.Start();
        _world.Send(command);
        await _world.UntilAsync(() => _world.Executions.ContainsKey(command.CommandId) && _world.Ledger.Counts().Unsent == 0);

        await _world.PassAsync(TimeSpan.FromSeconds(10), () => _world.Ledger.Counts() is { Done: 1, Unsent: 0 });

        var said = _world.Queue.Rest();
        Assert.Equal("DeadlinePassed", Assert.IsType<CommandFailed>(said.OfType<CommandCompleted>().Single().Reply).Reason);
        Assert.InRange(said.OfType<CommandProgress>().Count(), 5, RelayLimits.ReadCommand / RelayLimits.Progress);
    }

    [Fact]
    public async Task ACommandThatWaitsForAnAdministrator_HoldsNothing_SaysSoOnce_AndGoesOn()
    {
        var (parked, other) = (ServiceWorld.Grant(new string('a', 64)), ServiceWorld.Grant(new string('b', 64), "run-2"));
        var applied = false;
        _world.Advance = (command, _) => Task.FromResult<CommandState>(command == parked && !applied
            ? new CommandState.Parked("An administrator has to apply it.", _world.Clock.GetUtcNow() + TimeSpan.FromDays(7))
            : new CommandState.Answered(LedgerFolder.Reply(command.CommandId)));
        _world.Start();
        _world.Send(parked);
        await _world.PassAsync(RelayLimits.ParkedPause, () => _world.Executions.GetValueOrDefault(parked.CommandId) > 3);
        _world.Send(other);
        await _world.UntilAsync(() => _world.Ledger.Find(other.CommandId) is { State: LedgerState.Done });
        Assert.Equal(LedgerState.Received, _world.Ledger.Find(parked.CommandId)!.State);
        applied = true;

        await _world.PassAsync(RelayLimits.ParkedPause, () => _world.Ledger.Counts() is { Done: 2, Unsent: 0 });

        Assert.Single(_world.Queue.Rest().OfType<CommandProgress>());
    }

    [Fact]
    public async Task ToldToStop_AWriteAtWorkEnds_AReadStaysInTheLedger()
    {
        var (read, write) = (ServiceWorld.Discover(), ServiceWorld.Grant(new string('a', 64)));
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Advance = async (command, token) =>
        {
            await (command is GrantPermissions ? release.Task : Task.Delay(Timeout.InfiniteTimeSpan, token));
            return new CommandState.Answered(LedgerFolder.Reply(command.CommandId));
        };
        _world.Start();
        _world.Send(read);
        _world.Send(write);
        await _world.UntilAsync(() => _world.Executions.Count == 2);

        var stopped = _world.StopAsync();
        release.SetResult();
        await stopped;

        Assert.Equal(LedgerState.Done, _world.Ledger.Find(write.CommandId)!.State);
        Assert.Equal(LedgerState.Running, _world.Ledger.Find(read.CommandId)!.State);
    }

    [Fact]
    public async Task AHeartbeat_IsSentAtTheStart_AndEveryHour()
    {
        _world.Start();
        Assert.IsType<RelayHeartbeat>(await _world.Queue.AnswerAsync(heartbeats: true));

        await _world.PassAsync(TimeSpan.FromMinutes(10), () => _world.Clock.GetUtcNow() >= new ManualClock().GetUtcNow() + TimeSpan.FromHours(24));

        Assert.InRange(_world.Queue.Rest().Count, 22, 24);
        Assert.NotNull(_world.Ledger.Note(LedgerNotes.Heartbeat));
    }
}
