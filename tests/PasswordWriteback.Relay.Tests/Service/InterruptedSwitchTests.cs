using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Relay.EventLog;
using PasswordWriteback.Relay.Ledger;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Service;

/// <summary>The process dies while it turns Entra Connect's switch: the answer says what was turned, also when it comes too late to turn anything.</summary>
public sealed class InterruptedSwitchTests : IAsyncLifetime
{
    private readonly DemoRelay _relay = new();
    private readonly ServiceWorld _world;
    private readonly MortalServer _server;

    public InterruptedSwitchTests()
    {
        _world = new ServiceWorld(_relay.Clock, _relay.StateFolder);
        _server = new MortalServer(new SimulatedConnectServer(DemoForest.ConnectOptions(ServiceWorld.Identity.TenantId), new SimulatedEventLog(_relay.Clock)));
        _world.Advance = new RelayCommandExecutor(
            new RelaySettings
            {
                StateFolder = _relay.StateFolder,
                Policy = RelayPolicySource.Of(new RelayPolicy { WritingMode = WritingMode.Unattended, ConnectSwitch = true }),
            },
            _relay.Connector,
            _server,
            new NoEventLog("No log in this test."),
            _relay.Clock).AdvanceAsync;
        _world.Interrupted = new InterruptedCommands(_relay.StateFolder, _relay.Connector, _server, _relay.Clock);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _relay.Dispose();
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 3)]
    [InlineData(true, 180)]
    public async Task ASwitchThatIsOnAfterwards_IsAnsweredAsTurned_WithWhatWasBefore(bool turned, int minutes)
    {
        var set = await DieAsync(turned);
        _world.Clock.Advance(TimeSpan.FromMinutes(minutes));

        _world.Start();
        var answer = Assert.IsType<ConnectWritebackSet>((await _world.Queue.CompletionAsync(set.CommandId)).Reply);

        Assert.Equal((false, true), (answer.Result.Value!.Before.WritebackEnabled, answer.Result.Value.After.WritebackEnabled));
    }

    [Fact]
    public async Task ASwitchThatWasNotTurned_IsNotTurnedAfterItsDeadline()
    {
        var set = await DieAsync(turned: false);
        _world.Clock.Advance(TimeSpan.FromHours(3));

        _world.Start();
        var failed = Assert.IsType<CommandFailed>((await _world.Queue.CompletionAsync(set.CommandId)).Reply);

        Assert.Equal("DeadlinePassed", failed.Reason);
        Assert.False((await _server.ReadAsync(TestContext.Current.CancellationToken)).Value!.WritebackEnabled);
    }

    [Fact]
    public async Task AServerThatCannotBeReadAnyMore_MakesTheOutcomeUnknown_AndSaysWhereToLook()
    {
        var set = await DieAsync(turned: true);
        _server.IsAway = true;

        _world.Start();
        await _world.PassAsync(TimeSpan.FromMinutes(1), () => _world.Ledger.Find(set.CommandId) is { State: LedgerState.Done });

        var failed = Assert.IsType<CommandFailed>((await _world.Queue.CompletionAsync(set.CommandId)).Reply);
        Assert.Equal("UnknownOutcome", failed.Reason);
        Assert.Contains($"{set.CommandId:N}.json", failed.Remedy, StringComparison.Ordinal);
    }

    private async Task<SetConnectWriteback> DieAsync(bool turned)
    {
        var set = new SetConnectWriteback(Guid.NewGuid(), ServiceWorld.Identity.TenantId, "run-1", ServiceWorld.Forest, Enabled: true);
        _server.DiesAfterTurning = turned;
        _world.Start();
        _world.Send(set);
        await _server.Died.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await _world.UntilAsync(() => _world.Ledger.Counts().Unsent == 0);
        _world.Kill();
        _server.DiesAfterTurning = null;
        return set;
    }

    /// <summary>A server during whose call the relay can die.</summary>
    private sealed class MortalServer(SimulatedConnectServer server) : IEntraConnectServer
    {
        private static readonly TaskCompletionSource Never = new();
        private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Null: it lives.</summary>
        public bool? DiesAfterTurning { get; set; }

        public bool IsAway { get; set; }

        public Task Died => _died.Task;

        public Task<Reading<ConnectReading>> ReadAsync(CancellationToken cancellationToken) =>
            IsAway ? Task.FromResult(Reading.Unknown<ConnectReading>("The module does not load.")) : server.ReadAsync(cancellationToken);

        public async Task<Reading<ConnectSwitchResult>> SetWritebackAsync(bool enabled, CancellationToken cancellationToken)
        {
            if (DiesAfterTurning is not { } after)
            {
                return await server.SetWritebackAsync(enabled, cancellationToken);
            }

            if (after)
            {
                await server.SetWritebackAsync(enabled, cancellationToken);
            }

            _died.TrySetResult();
            await Never.Task;
            throw new InvalidOperationException("Not reached.");
        }
    }
}
