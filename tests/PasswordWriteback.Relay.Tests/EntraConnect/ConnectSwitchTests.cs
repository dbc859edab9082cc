using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.EntraConnect;

public sealed class ConnectSwitchTests : IDisposable
{
    private readonly DemoRelay _relay = new();
    private readonly SimulatedConnectServer _server;

    public ConnectSwitchTests() => _server = new(DemoForest.ConnectOptions(Guid.Empty), new SimulatedEventLog(_relay.Clock));

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task TheProcessDiesAfterTurning_TheRepeatedCommandAnswersWithWhatWasBefore()
    {
        var command = TurnOn();
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => new ConnectSwitch(new DiesAfterTurning(_server), _relay.StateFolder).TurnAsync(command, Now));

        var again = await new ConnectSwitch(_server, _relay.StateFolder).TurnAsync(command, Now);

        Assert.False(again.Value!.Before.WritebackEnabled);
        Assert.True(again.Value.After.WritebackEnabled);
        Assert.Empty(again.Value.OtherDifferences);
    }

    [Fact]
    public async Task ASettingChangedWhileTheProcessWasDead_IsADifference()
    {
        var command = TurnOn();
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => new ConnectSwitch(new DiesAfterTurning(_server), _relay.StateFolder).TurnAsync(command, Now));
        _server.ChangeSetting("Scheduler.SyncCycleEnabled", "False");

        var again = await new ConnectSwitch(_server, _relay.StateFolder).TurnAsync(command, Now);

        Assert.Equal(["Scheduler.SyncCycleEnabled was True and is False."], again.Value!.OtherDifferences);
    }

    [Fact]
    public async Task AnotherCommand_ComparesWithItsOwnBefore()
    {
        var turn = new ConnectSwitch(_server, _relay.StateFolder);
        await turn.TurnAsync(TurnOn(), Now);

        Assert.True((await turn.TurnAsync(TurnOn(), Now)).Value!.Before.WritebackEnabled);
    }

    [Fact]
    public async Task ADamagedFile_TurnsNothing()
    {
        var command = TurnOn();
        var folder = Directory.CreateDirectory(Path.Combine(_relay.StateFolder, "switches"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"{command.CommandId:N}.json"), "{", Now);

        await Assert.ThrowsAsync<InvalidDataException>(() => new ConnectSwitch(_server, _relay.StateFolder).TurnAsync(command, Now));

        Assert.False((await _server.ReadAsync(Now)).Value!.WritebackEnabled);
    }

    private static SetConnectWriteback TurnOn() => new(Guid.NewGuid(), Guid.Empty, "run-1", DemoForest.RootDomain, Enabled: true);

    private sealed class DiesAfterTurning(IEntraConnectServer server) : IEntraConnectServer
    {
        public Task<Reading<ConnectReading>> ReadAsync(CancellationToken cancellationToken) => server.ReadAsync(cancellationToken);

        public async Task<Reading<ConnectSwitchResult>> SetWritebackAsync(bool enabled, CancellationToken cancellationToken)
        {
            await server.SetWritebackAsync(enabled, cancellationToken);
            throw new OperationCanceledException("The process dies here.");
        }
    }
}
