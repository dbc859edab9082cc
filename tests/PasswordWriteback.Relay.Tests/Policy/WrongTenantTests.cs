using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Policy;

/// <summary>The server's Entra Connect is bound to one tenant, and commands with the cloud's key come for another.</summary>
public sealed class WrongTenantTests
{
    // PolicedRelay's Entra Connect is bound to Guid.Empty.
    private static readonly Guid Other = new("3f0b1a52-0000-4000-8000-000000000002");

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WritingMode.Unattended)]
    [InlineData(WritingMode.Approved)]
    public async Task AGrantForAnotherTenant_IsRefused_AndTheRightOneIsNot(WritingMode mode)
    {
        using var relay = new PolicedRelay(new RelayPolicy { WritingMode = mode });
        var plan = (await relay.AskAsync<Assessed>(id => new AssessPermissions(id, Other, "run-1", DemoForest.RootDomain))).Plan;

        var refused = await relay.AskAsync<CommandFailed>(id => new GrantPermissions(id, Other, "run-1", DemoForest.RootDomain, plan.Hash));

        Assert.Equal("WrongTenant", refused.Reason);
        Assert.Contains($"is bound to tenant {Guid.Empty}; the command is for {Other}", refused.Detail, StringComparison.Ordinal);
        Assert.Empty(relay.Added());
        var state = await relay.Executor.AdvanceAsync(new GrantPermissions(Guid.NewGuid(), Guid.Empty, "run-2", DemoForest.RootDomain, plan.Hash), Now);
        Assert.Equal(mode == WritingMode.Unattended, state is Relay.Commands.CommandState.Answered { Reply: Granted { Outcome: WriteOutcome.Written } });
        Assert.Equal(mode == WritingMode.Approved, state is not Relay.Commands.CommandState.Answered);
    }

    [Fact]
    public async Task TheSwitch_IsNotTurnedOnForAnotherTenant_ButTurnedOff()
    {
        using var relay = new PolicedRelay(new RelayPolicy { WritingMode = WritingMode.Unattended, ConnectSwitch = true });

        var refused = await relay.AskAsync<ConnectWritebackSet>(id => new SetConnectWriteback(id, Other, "run-1", DemoForest.RootDomain, Enabled: true));

        Assert.Contains($"the command is for {Other}. Nothing was changed.", refused.Result.UnknownReason, StringComparison.Ordinal);
        Assert.False(await IsOnAsync(relay));
        await relay.AskAsync<ConnectWritebackSet>(id => new SetConnectWriteback(id, Guid.Empty, "run-2", DemoForest.RootDomain, Enabled: true));
        Assert.True(await IsOnAsync(relay));
        await relay.AskAsync<ConnectWritebackSet>(id => new SetConnectWriteback(id, Other, "run-3", DemoForest.RootDomain, Enabled: false));
        Assert.False(await IsOnAsync(relay));
    }

    private static async Task<bool> IsOnAsync(PolicedRelay relay) => (await relay.Connect.ReadAsync(Now)).Value!.WritebackEnabled;
}
