using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Ledger;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.Relay.Tests.Ledger;

namespace PasswordWriteback.Relay.Tests.Service;

/// <summary>The process dies in every state of a command that reads; another one takes over.</summary>
public sealed class KillTests : IAsyncLifetime
{
    private static readonly TaskCompletionSource Never = new();

    private readonly ServiceWorld _world = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task BeforeTheMessageWasTakenOff_ItComesAgain_AndRunsOnce()
    {
        var command = ServiceWorld.Discover();
        _world.Queue.CannotComplete = true;
        _world.Start();
        _world.Send(command);
        await _world.UntilAsync(() => _world.Ledger.Counts() is { Done: 1, Unsent: 0 });
        _world.Kill();
        _world.Queue.CannotComplete = false;
        _world.Queue.Rest();

        _world.Start();
        await _world.UntilAsync(() => _world.Queue.Waiting == 0 && _world.Ledger.Counts() is { Done: 1, Unsent: 0 });

        Assert.Equal(1, _world.Executions[command.CommandId]);
        Assert.Empty(_world.Ledger.Refused(10));
        Assert.Equal("Executed", Assert.IsType<CommandFailed>((await _world.Queue.CompletionAsync()).Reply).Reason);
    }

    [Fact]
    public async Task Received_AndNotBegun_RunsOnce()
    {
        Hang();
        _world.Start();
        for (var i = 0; i < RelayLimits.ParallelReads; i++)
        {
            _world.Send(ServiceWorld.Discover());
        }

        await _world.UntilAsync(() => _world.Ledger.Counts().Running == RelayLimits.ParallelReads);
        var waiting = ServiceWorld.Discover();
        _world.Send(waiting);
        await _world.UntilAsync(() => _world.Ledger.Counts() is { Received: 1, Unsent: 0 });
        _world.Kill();

        Answer();
        _world.Start();
        await _world.UntilAsync(() => _world.Ledger.Counts().Done == RelayLimits.ParallelReads + 1);

        Assert.Equal(1, _world.Executions[waiting.CommandId]);
        Assert.Equal(1, _world.Ledger.Find(waiting.CommandId)!.Starts);
    }

    [Fact]
    public async Task Running_IsBegunAgain_AndAnsweredOnce()
    {
        var command = ServiceWorld.Discover();
        Hang();
        _world.Start();
        _world.Send(command);
        await _world.UntilAsync(() => _world.Ledger.Counts() is { Running: 1, Unsent: 0 });
        _world.Kill();

        Answer();
        _world.Start();
        await _world.UntilAsync(() => _world.Ledger.Counts() is { Done: 1, Unsent: 0 });

        Assert.Equal(2, _world.Ledger.Find(command.CommandId)!.Starts);
        Assert.Single(_world.Queue.Rest().OfType<CommandCompleted>());
    }

    [Fact]
    public async Task Done_AndNotSent_IsSent_AndNotRunAgain()
    {
        var command = ServiceWorld.Discover();
        _world.Start();
        await _world.Queue.AnswerAsync(heartbeats: true);
        _world.Queue.Completing = _ => _world.Queue.Away = true;
        _world.Send(command);
        await _world.UntilAsync(() => _world.Ledger.Counts() is { Done: 1, Unsent: 2 });
        _world.Kill();
        _world.Queue.Completing = _ => { };
        _world.Queue.Return();

        _world.Start();
        await _world.Queue.CompletionAsync(command.CommandId);

        Assert.Equal(1, _world.Executions[command.CommandId]);
    }

    [Fact]
    public async Task DoneAndSent_TheCloudAsksAgain_AndGetsTheFirstAnswer()
    {
        var command = ServiceWorld.Discover();
        _world.Start();
        _world.Send(command);
        await _world.UntilAsync(() => _world.Ledger.Counts() is { Done: 1, Unsent: 0 });
        _world.Kill();
        _world.Queue.Rest();
        _world.Advance = (again, _) => Task.FromResult<CommandState>(new CommandState.Answered(LedgerFolder.Reply(again.CommandId, "Second")));

        _world.Start();
        _world.Send(command, attempt: 2);

        Assert.Equal("Executed", Assert.IsType<CommandFailed>((await _world.Queue.CompletionAsync()).Reply).Reason);
        Assert.Equal(1, _world.Executions[command.CommandId]);
    }

    [Fact]
    public async Task ParkedForAnAdministrator_ItWaitsOn_SaysNothingTwice_AndRunsWhenHeHasCome()
    {
        var command = ServiceWorld.Grant(new string('a', 64));
        _world.Advance = (_, _) => Task.FromResult<CommandState>(
            new CommandState.Parked("An administrator has to apply it.", _world.Clock.GetUtcNow() + TimeSpan.FromDays(7)));
        _world.Start();
        _world.Send(command);
        await _world.UntilAsync(() => _world.Ledger.Find(command.CommandId) is { ParkedUntil: not null, State: LedgerState.Received } && _world.Ledger.Counts().Unsent == 0);
        _world.Kill();
        _world.Clock.Advance(TimeSpan.FromDays(2));
        _world.Queue.Rest();

        Answer();
        _world.Start();
        await _world.UntilAsync(() => _world.Ledger.Counts() is { Done: 1, Unsent: 0 });

        var said = _world.Queue.Rest();
        Assert.Equal("Executed", Assert.IsType<CommandFailed>(said.OfType<CommandCompleted>().Single().Reply).Reason);
        Assert.Empty(said.OfType<CommandAccepted>());
    }

    private void Hang() => _world.Advance = async (_, _) =>
    {
        await Never.Task;
        throw new InvalidOperationException("Not reached.");
    };

    private void Answer() => _world.Advance = (command, _) =>
        Task.FromResult<CommandState>(new CommandState.Answered(LedgerFolder.Reply(command.CommandId, "Executed")));
}
