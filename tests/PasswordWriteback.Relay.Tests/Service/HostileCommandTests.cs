using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Ledger;
using PasswordWriteback.Relay.Tests.Ledger;

namespace PasswordWriteback.Relay.Tests.Service;

/// <summary>What a cloud with the right key sends is verified, and still nothing that the service may stumble over.</summary>
public sealed class HostileCommandTests : IAsyncLifetime
{
    private readonly ServiceWorld _world = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task AWrite_WhoseRunIdCanNameNoRecord_IsAnswered()
    {
        _world.Start();

        _world.Send(ServiceWorld.Grant(new string('a', 64), "../../etc/passwd"));

        Assert.Equal("Executed", Assert.IsType<CommandFailed>((await _world.Queue.CompletionAsync()).Reply).Reason);
    }

    [Fact]
    public async Task ARollback_OfARunThatCanNameNoRecord_IsAnswered()
    {
        _world.Start();

        _world.Send(new RevokePermissions(Guid.NewGuid(), ServiceWorld.Identity.TenantId, "run-1", ServiceWorld.Forest, "../records/run-1"));

        Assert.Equal("Executed", Assert.IsType<CommandFailed>((await _world.Queue.CompletionAsync()).Reply).Reason);
    }

    [Fact]
    public async Task MoreCommandsThanARelayTakes_AreRefused_AndTakenOnceThereAreFewer()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Advance = async (given, _) =>
        {
            await release.Task;
            return new CommandState.Answered(LedgerFolder.Reply(given.CommandId));
        };
        _world.Start();
        for (var i = 0; i < CommandLedger.OpenCommands; i++)
        {
            _world.Send(ServiceWorld.Discover());
        }

        var command = ServiceWorld.Discover();
        _world.Send(command);
        await _world.UntilAsync(() => _world.Queue.Waiting == 0);
        Assert.Equal(nameof(EnvelopeRefusalReason.RelayFull), Assert.Single(_world.Ledger.Refused(10)).Reason);
        Assert.Null(_world.Ledger.Find(command.CommandId));

        release.SetResult();
        await _world.UntilAsync(() => _world.Ledger.Counts() is { Done: CommandLedger.OpenCommands, Unsent: 0 });
        _world.Send(command, attempt: 2);
        await _world.UntilAsync(() => _world.Ledger.Find(command.CommandId) is { State: LedgerState.Done });
        Assert.Single(_world.Ledger.Refused(10));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40_000)]
    public async Task ARunIdThatNoAnswerCouldCarry_IsRefused_AndTheServiceGoesOn(int length)
    {
        _world.Start();

        _world.SendRaw(ServiceWorld.Discover(new string('\u00e9', length)));
        var command = ServiceWorld.Discover();
        _world.Send(command);

        await _world.Queue.CompletionAsync(command.CommandId);
        Assert.False(_world.Service.IsCompleted);
        Assert.Equal(nameof(EnvelopeRefusalReason.Malformed), Assert.Single(_world.Ledger.Refused(10)).Reason);
        Assert.Equal(1, _world.Ledger.Counts().Done);
    }
}
