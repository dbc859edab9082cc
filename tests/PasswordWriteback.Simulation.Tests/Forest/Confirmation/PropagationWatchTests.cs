using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Replication;
using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Tests.Forest.Confirmation;

/// <summary>rootDSE <c>pendingPropagations</c> on the domain controller that was written to, and what takes its place where it is not served.</summary>
public sealed class PropagationWatchTests : IDisposable
{
    private const string Run = "run-1";
    private readonly string _folder = Directory.CreateTempSubdirectory("pwb-propagation-").FullName;
    private readonly ForestHarness _forest = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task TheControllerThatWasWritten_IsPendingAsLongAsItListsTheObject_ThenSaysThatItIsThrough()
    {
        var relay = await GrantAsync();

        Assert.Equal(ConfirmationState.InheritancePending, (await PdcAsync(relay)).State);
        _forest.Clock.Advance(TimeSpan.FromMinutes(5));
        var through = await PdcAsync(relay);

        Assert.Equal(ConfirmationState.Confirmed, through.State);
        Assert.Contains("(pendingPropagations)", through.Reason, StringComparison.Ordinal);
        Assert.Contains("(pendingPropagations)", (await PdcAsync(relay)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UsersOfTheSampleThatHaveInherited_AreNotEnoughWhileTheObjectIsListed()
    {
        var watch = new PropagationWatch(_forest.Clock);
        var connection = new ListingConnection(DemoForest.RootScope);
        await watch.TakeOverAsync(connection, DemoForest.RootPdc, [DemoForest.RootScope, DemoForest.RootDn]);

        Assert.Equal(PropagationState.Pending, await watch.ReadAsync(DemoForest.RootPdc.ToUpperInvariant(), DemoForest.RootScope, Now));
        Assert.Equal(PropagationState.Unknown, await watch.ReadAsync(DemoForest.RootPdc, DemoForest.RootDn, Now));
        Assert.False(connection.Closed);

        connection.Listed.Clear();
        Assert.Equal(PropagationState.Done, await watch.ReadAsync(DemoForest.RootPdc, DemoForest.RootScope, Now));
        Assert.True(connection.Closed);
        Assert.Equal(PropagationState.Done, await watch.ReadAsync(DemoForest.RootPdc, DemoForest.RootScope, Now));
    }

    [Fact]
    public async Task AConnectionThatBreaks_OrIsADayOld_LeavesTheSampleToDecide()
    {
        var watch = new PropagationWatch(_forest.Clock);
        var broken = new ListingConnection(DemoForest.RootScope);
        await watch.TakeOverAsync(broken, "a", [DemoForest.RootScope]);
        broken.Breaks = true;
        Assert.Equal(PropagationState.Unknown, await watch.ReadAsync("a", DemoForest.RootScope, Now));
        Assert.True(broken.Closed);

        var old = new ListingConnection(DemoForest.RootScope);
        await watch.TakeOverAsync(old, "b", [DemoForest.RootScope]);
        _forest.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(PropagationState.Unknown, await watch.ReadAsync("b", DemoForest.RootScope, Now));
        Assert.True(old.Closed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnObjectThatIsWrittenAgain_IsFollowedOnTheNewConnection_AndTheOldOneIsClosed(bool listedAgain)
    {
        var watch = new PropagationWatch(_forest.Clock);
        var old = new ListingConnection(DemoForest.RootScope);
        await watch.TakeOverAsync(old, "a", [DemoForest.RootScope]);
        var again = listedAgain ? new ListingConnection(DemoForest.RootScope) : new ListingConnection();
        await watch.TakeOverAsync(again, "a", [DemoForest.RootScope]);

        Assert.Equal((true, !listedAgain), (old.Closed, again.Closed));
        Assert.Equal(listedAgain ? PropagationState.Pending : PropagationState.Unknown, await watch.ReadAsync("a", DemoForest.RootScope, Now));
    }

    [Fact]
    public async Task WhereItIsNotServed_TheConnectionIsClosedAtOnce_AndTheSampleConfirms()
    {
        _forest.Directory.Read(state => state.ServesPendingPropagations = false);
        var relay = await GrantAsync();

        Assert.Equal(ConfirmationState.InheritancePending, (await PdcAsync(relay)).State);
        _forest.Clock.Advance(TimeSpan.FromMinutes(5));
        var through = await PdcAsync(relay);

        Assert.Equal(ConfirmationState.Confirmed, through.State);
        Assert.DoesNotContain("pendingPropagations", through.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheFullScanAfterTheWrite_ReadsTheControllerThatEntraConnectUses_AndThePlanThePdcEmulator()
    {
        var relay = Relay(DemoForest.RootSecond);
        var assessed = await AssessAsync(relay);
        await Ask<Granted>(relay, new GrantPermissions(Guid.NewGuid(), Guid.Empty, Run, DemoForest.RootDomain, assessed.Plan.Hash));
        Assert.All(assessed.Plan.Targets, target => Assert.Contains(target.Server, new[] { DemoForest.RootPdc, DemoForest.ChildPdc }));

        // The PDC emulator has it all; the one that Entra Connect uses is in another site.
        _forest.Clock.Advance(TimeSpan.FromMinutes(10));
        var between = await AssessAsync(relay);
        Assert.Contains(DemoForest.RootSecond, between.Coverage.Servers);
        Assert.DoesNotContain(DemoForest.RootPdc, between.Coverage.Servers);
        Assert.Empty(between.Plan.Targets);
        Assert.Equal(ConfirmationState.Confirmed, (await PdcAsync(relay)).State);
        Assert.NotEqual(71, between.Coverage.Covered);

        _forest.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(71, (await AssessAsync(relay)).Coverage.Covered);
    }

    [Fact]
    public async Task AControllerOfEntraConnectThatDoesNotAnswer_LeavesTheScanToThePdcEmulator_WhichIsNamed()
    {
        var relay = Relay(DemoForest.RootSecond);
        _forest.Directory.SetReachability(DemoForest.RootSecond, Reachability.Refuses);

        Assert.Contains(DemoForest.RootPdc, (await AssessAsync(relay)).Coverage.Servers);
    }

    private RelayCommandExecutor Relay(string usedByConnect)
    {
        var log = new SimulatedEventLog(_forest.Clock);
        var connect = new SimulatedConnectServer(
            DemoForest.ConnectOptions(Guid.Empty) with { PreferredControllers = [], LastUsedController = usedByConnect }, log);
        return new RelayCommandExecutor(
            new RelaySettings { StateFolder = _folder, Policy = RelayPolicySource.Of(new RelayPolicy { WritingMode = WritingMode.Unattended }) },
            _forest.Directory.ConnectorFor(DemoForest.RelayAccount),
            connect,
            log,
            _forest.Clock);
    }

    private async Task<RelayCommandExecutor> GrantAsync()
    {
        var relay = Relay(DemoForest.RootPdc);
        var assessed = await AssessAsync(relay);
        var granted = await Ask<Granted>(relay, new GrantPermissions(Guid.NewGuid(), Guid.Empty, Run, DemoForest.RootDomain, assessed.Plan.Hash));
        Assert.Equal(WriteOutcome.Written, granted.Outcome);
        return relay;
    }

    private static async Task<ControllerConfirmation> PdcAsync(RelayCommandExecutor relay) =>
        (await Ask<ReplicationChecked>(relay, new ConfirmReplication(Guid.NewGuid(), Guid.Empty, Run, DemoForest.RootDomain, Run)))
            .Controllers.Single(controller => controller.HostName == DemoForest.RootPdc);

    private static Task<Assessed> AssessAsync(RelayCommandExecutor relay) =>
        Ask<Assessed>(relay, new AssessPermissions(Guid.NewGuid(), Guid.Empty, Run, DemoForest.RootDomain));

    private static async Task<T> Ask<T>(RelayCommandExecutor relay, RelayCommand command) => Assert.IsType<T>(await relay.ExecuteAsync(command, Now));

    /// <summary>A connection whose rootDSE lists objects.</summary>
    private sealed class ListingConnection(params string[] listed) : IDirectoryConnection
    {
        public List<string> Listed { get; } = [.. listed];

        public bool Breaks { get; set; }

        public bool Closed { get; private set; }

        public string Server => "listing";

        public async IAsyncEnumerable<DirectoryEntry> SearchAsync(
            DirectorySearch search, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            if (Breaks)
            {
                throw new DirectoryException(DirectoryFault.Unreachable, Server, "It broke.", "Nothing.");
            }

            yield return new DirectoryEntry(string.Empty, new Dictionary<string, IReadOnlyList<byte[]>>(StringComparer.OrdinalIgnoreCase)
            {
                ["pendingPropagations"] = [.. Listed.Select(System.Text.Encoding.UTF8.GetBytes)],
            });
        }

        public Task WriteDaclAsync(string dn, ReadOnlyMemory<byte> descriptor, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync()
        {
            Closed = true;
            return ValueTask.CompletedTask;
        }
    }
}
