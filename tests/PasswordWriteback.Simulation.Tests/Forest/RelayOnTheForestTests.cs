using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Simulation.Tests.Forest;

/// <summary>The relay's own commands against the simulated forest: nothing of the relay knows that it is simulated.</summary>
public sealed class RelayOnTheForestTests : IDisposable
{
    private const string Run = "run-1";
    private static readonly RelayPolicy Unattended = new() { WritingMode = WritingMode.Unattended, ConnectSwitch = true };
    private readonly string _folder = Directory.CreateTempSubdirectory("pwb-forest-").FullName;
    private readonly ForestHarness _forest = new();
    private readonly SimulatedEventLog _log;
    private readonly SimulatedConnectServer _server;
    private readonly RelayCommandExecutor _relay;

    public RelayOnTheForestTests()
    {
        _log = new SimulatedEventLog(_forest.Clock);
        _server = new SimulatedConnectServer(DemoForest.ConnectOptions(Guid.Empty), _log);
        _relay = new RelayCommandExecutor(
            new RelaySettings { StateFolder = _folder, Policy = RelayPolicySource.Of(Unattended with { CanaryUser = DemoForest.CanaryLogonName }) },
            _forest.Directory.ConnectorFor(DemoForest.RelayAccount),
            _server,
            _log,
            _forest.Clock);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Discovery_FindsDomainsControllersAndTheConnectorAccount()
    {
        var found = await Ask<Discovered>(new Discover(Guid.NewGuid(), Guid.Empty, Run, DemoForest.RootDomain));

        Assert.Equal([DemoForest.RootDomain, DemoForest.ChildDomain], found.Forest.Domains.Select(domain => domain.DnsName));
        Assert.Equal([DemoForest.RootPdc, DemoForest.ChildPdc], found.Forest.Domains.Select(domain => domain.PdcEmulator?.HostName));
        Assert.Equal([DemoForest.RootReadOnly], found.Forest.Domains.SelectMany(domain => domain.Controllers)
            .Where(controller => controller.IsReadOnly).Select(controller => controller.HostName));
        Assert.Equal(3, found.Account.Value!.Witnesses.Count);
        Assert.Equal(DemoForest.Tenant, found.Account.Value.DescribedTenant);
    }

    [Fact]
    public async Task AnApply_GoesFromPlanToProof()
    {
        var assessed = await Assess();
        Assert.Equal((80, 0, 4), (assessed.Coverage.EnabledUsers, assessed.Coverage.Covered, assessed.Coverage.Disabled));
        Assert.Equal((0, 71, 0), (assessed.BlastRadius.ResettableBefore, assessed.BlastRadius.ResettableAfter, assessed.BlastRadius.Unaccepted));
        Assert.Equal([DemoForest.RootScope, DemoForest.ChildScope], assessed.Plan.Targets.Select(target => target.Dn));

        var granted = await Ask<Granted>(new GrantPermissions(Guid.NewGuid(), Guid.Empty, Run, DemoForest.RootDomain, assessed.Plan.Hash));
        Assert.Equal(WriteOutcome.Written, granted.Outcome);
        Assert.Equal(ConfirmationState.InheritancePending, await StateOf(DemoForest.RootPdc));
        Assert.Equal(ConfirmationState.RootPending, await StateOf(DemoForest.ChildSecond));

        _forest.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(ConfirmationState.Confirmed, await StateOf(DemoForest.RootPdc));
        Assert.Equal(ConfirmationState.InheritancePending, await StateOf(DemoForest.ChildSecond));

        _forest.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(ConfirmationState.Confirmed, await StateOf(DemoForest.ChildSecond));

        await Ask<ConnectWritebackSet>(new SetConnectWriteback(Guid.NewGuid(), Guid.Empty, Run, DemoForest.RootDomain, Enabled: true));
        Assert.True(new SimulatedCloudReset(_forest.Directory, _server, _log).Reset(DemoForest.CanaryPrincipalName).WrittenBack);
        var collected = await Ask<EvidenceCollected>(
            new CollectEvidence(Guid.NewGuid(), Guid.Empty, Run, DemoForest.RootDomain, _forest.Clock.GetUtcNow().AddHours(-1)));
        Assert.Equal(DemoForest.RootPdc, collected.Evidence.Value!.Proof!.Controller);

        var after = await Assess();
        Assert.Empty(after.Plan.Targets);
        Assert.Equal(71, after.Coverage.Covered);
    }

    [Fact]
    public async Task ADiscovery_SaysWhetherEntraConnectIsHere_AndCannotBeElsewhere()
    {
        var elsewhere = new RelayCommandExecutor(
            new RelaySettings { StateFolder = _folder, Policy = RelayPolicySource.Of(Unattended) },
            _forest.Directory.ConnectorFor(DemoForest.RelayAccount),
            new NoEntraConnect("This server has no Entra Connect."),
            _log,
            _forest.Clock);

        var here = await Ask<Discovered>(new Discover(Guid.NewGuid(), Guid.Empty, Run, DemoForest.RootDomain));
        var there = Assert.IsType<Discovered>(await elsewhere.ExecuteAsync(
            new Discover(Guid.NewGuid(), Guid.Empty, Run, DemoForest.RootDomain), TestContext.Current.CancellationToken));

        Assert.Equal((false, true), (here.ConnectAbsent!.Value, there.ConnectAbsent!.Value));
    }

    [Fact]
    public async Task AServiceAccountInScope_BlocksThePlan()
    {
        var forest = new ForestHarness(new DemoForestOptions { ServiceAccountInScope = true });
        var relay = new RelayCommandExecutor(
            new RelaySettings { StateFolder = _folder, Policy = RelayPolicySource.Of(Unattended) }, forest.Directory.ConnectorFor(DemoForest.RelayAccount), _server, _log, forest.Clock);

        var assessed = Assert.IsType<Assessed>(await relay.ExecuteAsync(
            new AssessPermissions(Guid.NewGuid(), Guid.Empty, Run, DemoForest.RootDomain), TestContext.Current.CancellationToken));

        Assert.Equal(1, assessed.BlastRadius.Unaccepted);
        Assert.NotEmpty(assessed.Plan.Refusals);
    }

    private async Task<ConfirmationState> StateOf(string server) =>
        (await Ask<ReplicationChecked>(new ConfirmReplication(Guid.NewGuid(), Guid.Empty, Run, DemoForest.RootDomain, Run)))
            .Controllers.Single(controller => controller.HostName == server).State;

    private Task<Assessed> Assess() => Ask<Assessed>(new AssessPermissions(Guid.NewGuid(), Guid.Empty, Run, DemoForest.RootDomain));

    private async Task<T> Ask<T>(RelayCommand command) =>
        Assert.IsType<T>(await _relay.ExecuteAsync(command, TestContext.Current.CancellationToken));
}
