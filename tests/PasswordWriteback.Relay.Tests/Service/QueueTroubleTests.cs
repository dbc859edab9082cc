using System.Text;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Ledger;
using PasswordWriteback.Relay.Tests.Ledger;

namespace PasswordWriteback.Relay.Tests.Service;

public sealed class QueueTroubleTests : IAsyncLifetime
{
    private readonly ServiceWorld _world = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task TenThousandMessages_DuplicatedLateReorderedExpiredAndJunk_RunEachCommandOnce()
    {
        const int All = 10_000;
        var random = new Random(20261122);
        List<ReadOnlyMemory<byte>> messages = [];
        for (var i = 0; i < 300; i++)
        {
            messages.Add(_world.Sign(ServiceWorld.Discover()));
        }

        // What was signed until here has expired.
        _world.Clock.Advance(TimeSpan.FromHours(1));
        var commands = Enumerable.Range(0, 40).Select(_ => ServiceWorld.Discover()).ToList();
        foreach (var command in commands)
        {
            for (var attempt = 1; attempt <= 3; attempt++)
            {
                var body = _world.Sign(command, attempt);
                messages.AddRange([body, body]);
            }
        }

        var sample = Encoding.UTF8.GetString(messages[^1].Span);
        while (messages.Count < All)
        {
            messages.Add(Junk(random, sample));
        }

        foreach (var message in messages.OrderBy(_ => random.Next()))
        {
            _world.Queue.Put(message);
        }

        _world.Start();
        await _world.UntilAsync(() => _world.Queue.Waiting == 0 && _world.Ledger.Counts() is { Done: 40, Unsent: 0 });

        Assert.All(commands, command => Assert.Equal(1, _world.Executions[command.CommandId]));
        Assert.Equal(40, _world.Executions.Count);
        Assert.Equal(All - 120L, LedgerFile.Scalar(_world.Ledger.Connection, "SELECT max(number) FROM refusal"));
        Assert.All(
            _world.Ledger.Refused(All).CountBy(line => line.Reason),
            reason => Assert.InRange(reason.Value, 1, CommandLedger.RefusalsKept));
        Assert.Equal(
            commands.Select(command => command.CommandId).Order(),
            _world.Queue.Rest().OfType<CommandCompleted>().Select(answer => answer.CommandId).Distinct().Order());
    }

    [Fact]
    public async Task TheQueueIsAwayForAWeek_WhatWasDoneMeanwhileIsAnsweredThen_WithSignaturesThatAreStillGood()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Advance = async (command, _) =>
        {
            await release.Task;
            return new CommandState.Answered(LedgerFolder.Reply(command.CommandId));
        };
        _world.Start();
        var commands = Enumerable.Range(0, 5).Select(i => ServiceWorld.Grant(new string('a', 64), $"run-{i}")).ToList();
        commands.ForEach(command => _world.Send(command));
        await _world.UntilAsync(() => _world.Ledger.Counts() is { Running: 1, Received: 4, Unsent: 0 });
        _world.Queue.Away = true;
        _world.Queue.Rest();
        release.SetResult();
        await _world.UntilAsync(() => _world.Ledger.Counts().Done == 5);
        var back = _world.Clock.GetUtcNow() + TimeSpan.FromDays(7);
        await _world.PassAsync(TimeSpan.FromMinutes(30), () => _world.Clock.GetUtcNow() >= back);
        Assert.Equal(5, _world.Ledger.Counts().Unsent);

        _world.Queue.Return();
        await _world.PassAsync(TimeSpan.FromSeconds(10), () => _world.Ledger.Counts().Unsent == 0);

        var verifier = _world.Verifier(_world.Clock, [.. commands]);
        List<RelayAnswer> believed = [];
        foreach (var message in _world.Queue.RestSigned())
        {
            var verified = await verifier.VerifyAsync(message.Body, queueTime: null, TestContext.Current.CancellationToken);
            Assert.True(verified.IsAccepted, verified.Refusal?.Detail);
            believed.Add(verified.Message.Answer);
        }

        Assert.Equal(commands.Select(command => command.CommandId).Order(), believed.OfType<CommandCompleted>().Select(answer => answer.CommandId).Order());
        Assert.All(commands, command => Assert.Equal(1, _world.Executions[command.CommandId]));
    }

    [Fact]
    public async Task TheDiskOfTheLedgerIsFull_NothingRunsThatIsNotInIt_AndAllOnceThereIsRoom()
    {
        _world.Start();
        await _world.UntilAsync(() => _world.Ledger.Note(LedgerNotes.Heartbeat) is not null);
        var pages = (long)Pragma("PRAGMA page_count");
        Pragma($"PRAGMA max_page_count = {pages + 10}");
        var commands = Enumerable.Range(0, 60).Select(i => ServiceWorld.Grant(new string('a', 2000), $"run-{i}")).ToList();
        commands.ForEach(command => _world.Send(command));

        await _world.PassAsync(TimeSpan.FromSeconds(1), () => _world.Clock.GetUtcNow() > new ManualClock().GetUtcNow() + TimeSpan.FromMinutes(2));

        Assert.InRange(_world.Queue.Waiting, 1, 60);
        Assert.All(_world.Executions.Keys, id => Assert.NotNull(_world.Ledger.Find(id)));
        var counts = _world.Ledger.Counts();
        Assert.Equal(60, _world.Queue.Waiting + counts.Received + counts.Running + counts.Done);

        Pragma("PRAGMA max_page_count = 1000000");
        await _world.PassAsync(TimeSpan.FromSeconds(10), () => _world.Ledger.Counts() is { Done: 60, Unsent: 0 });
        Assert.All(commands, command => Assert.Equal(1, _world.Executions[command.CommandId]));

    }

    [Fact]
    public async Task TheDiskIsFullWhenACommandEnds_NothingIsTakenAsDone_AndItIsAnsweredWithoutRunningAgain_OnceThereIsRoom()
    {
        var command = ServiceWorld.Discover();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Advance = async (_, _) =>
        {
            await release.Task;
            return new CommandState.Answered(LedgerFolder.Reply(command.CommandId) with { Detail = new string('x', 30_000) });
        };
        _world.Start();
        _world.Send(command);
        await _world.UntilAsync(() => _world.Ledger.Counts() is { Running: 1, Unsent: 0 } && _world.Ledger.Note(LedgerNotes.Heartbeat) is not null);

        Pragma($"PRAGMA max_page_count = {Pragma("PRAGMA page_count")}");
        release.SetResult();
        var end = _world.Clock.GetUtcNow() + TimeSpan.FromMinutes(2);
        await _world.PassAsync(TimeSpan.FromSeconds(1), () => _world.Clock.GetUtcNow() >= end);
        Assert.Equal(LedgerState.Running, _world.Ledger.Find(command.CommandId)!.State);
        Assert.Empty(_world.Queue.Rest().OfType<CommandCompleted>());

        Pragma("PRAGMA max_page_count = 1000000");
        await _world.PassAsync(TimeSpan.FromSeconds(10), () => _world.Ledger.Counts() is { Done: 1, Unsent: 0 });
        Assert.Single(_world.Queue.Rest().OfType<CommandCompleted>());
        Assert.Equal(1, _world.Executions[command.CommandId]);
    }

    private object Pragma(string sql) => LedgerFile.Scalar(_world.Ledger.Connection, sql)!;

    [Fact]
    public async Task TheLedgerIsAwayForSixMinutes_TheMessageInHandIsTakenThen_AndNoClockIsBlamed()
    {
        _world.Queue.Date = _world.Clock.GetUtcNow;
        _world.Start();
        await _world.UntilAsync(() => _world.Ledger.Note(LedgerNotes.Heartbeat) is not null);
        LedgerFile.Scalar(_world.Ledger.Connection, "ALTER TABLE message RENAME TO elsewhere");
        var command = ServiceWorld.Discover();
        _world.Send(command);

        var back = _world.Clock.GetUtcNow() + TimeSpan.FromMinutes(6);
        await _world.PassAsync(TimeSpan.FromSeconds(1), () => _world.Clock.GetUtcNow() >= back);
        LedgerFile.Scalar(_world.Ledger.Connection, "ALTER TABLE elsewhere RENAME TO message");
        await _world.PassAsync(TimeSpan.FromSeconds(1), () => _world.Ledger.Counts() is { Done: 1 } or { Refused: > 0 });

        Assert.Empty(_world.Ledger.Refused(10));
        Assert.Equal(1, _world.Executions[command.CommandId]);
    }

    private static ReadOnlyMemory<byte> Junk(Random random, string sample)
    {
        switch (random.Next(4))
        {
            case 0:
                var bytes = new byte[random.Next(2000)];
                random.NextBytes(bytes);
                return bytes;
            case 1:
                return Encoding.UTF8.GetBytes(sample[..random.Next(sample.Length)]);
            case 2:
                var at = random.Next(sample.Length);
                return Encoding.UTF8.GetBytes(sample[..at] + (char)(sample[at] ^ 1) + sample[(at + 1)..]);
            default:
                return "{\"jws\":\"a.b.c\",\"payload\":\"{}\"}"u8.ToArray();
        }
    }
}
