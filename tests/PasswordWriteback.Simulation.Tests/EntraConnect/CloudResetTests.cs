using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Tests.Forest;

namespace PasswordWriteback.Simulation.Tests.EntraConnect;

public sealed class CloudResetTests
{
    private const string Canary = DemoForest.CanaryPrincipalName;
    private readonly ForestHarness _forest = new();
    private readonly SimulatedEventLog _log;
    private readonly SimulatedConnectServer _server;
    private readonly SimulatedCloudReset _cloud;

    public CloudResetTests()
    {
        _log = new SimulatedEventLog(_forest.Clock);
        _server = new SimulatedConnectServer(DemoForest.ConnectOptions(Guid.Empty), _log);
        _cloud = new SimulatedCloudReset(_forest.Directory, _server, _log);
    }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WithTheSwitchOff_NothingReachesTheServer()
    {
        Assert.False(_cloud.Reset(Canary).WrittenBack);
        Assert.Empty(await EventIds());
    }

    [Fact]
    public async Task WithoutPermissions_IsDenied_WithTheEventsOfThat()
    {
        await _server.SetWritebackAsync(enabled: true, Now);

        Assert.False(_cloud.Reset(Canary).WrittenBack);
        Assert.Equal([31001, 6329, 33004, 31003], (await EventIds()).TakeLast(4));
        Assert.Contains((await _log.ReadAsync(DateTimeOffset.MinValue, Now)).Value!, entry => entry.Message.Contains("hr=80230626", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithPermissions_ArrivesOnConnectsController()
    {
        await Prepare();
        var result = _cloud.Reset(Canary);

        Assert.True(result.WrittenBack);
        Assert.Equal(DemoForest.RootPdc, result.Controller);
        Assert.Equal(_forest.Clock.GetUtcNow(), result.Directory!.PwdLastSet);
        Assert.Equal([31001, 31002], (await EventIds()).TakeLast(2));
        Assert.Equal(DemoForest.ChildSecond, _cloud.Reset(await AnyUserOf(DemoForest.ChildScope)).Controller);
    }

    [Fact]
    public async Task ASecondOneOnTheSameDay_BreaksThePolicy()
    {
        await Prepare();
        _cloud.Reset(Canary);

        Assert.False(_cloud.Reset(Canary, byAdministrator: true).WrittenBack);
        Assert.Equal([31009, 6329, 33008, 31011], (await EventIds()).TakeLast(4));
    }

    [Fact]
    public async Task OfAUserOutsideTheScopes_FindsNobody()
    {
        await Prepare();

        Assert.False(_cloud.Reset("svc-sql").WrittenBack);
        Assert.Equal([31001, 33002, 31003], (await EventIds()).TakeLast(3));
    }

    private async Task Prepare()
    {
        await _server.SetWritebackAsync(enabled: true, Now);
        await _forest.GrantReset(DemoForest.RootPdc, DemoForest.RootScope);
        _forest.Clock.Advance(TimeSpan.FromMinutes(10));
    }

    private async Task<string> AnyUserOf(string container) => (await _forest.Search(
        DemoForest.ChildPdc,
        new(container, Relay.Ldap.SearchDepth.Subtree, "(&(objectCategory=person)(objectClass=user))", ["name"])))[0].Dn;

    private async Task<IEnumerable<int>> EventIds() => (await _log.ReadAsync(DateTimeOffset.MinValue, Now)).Value!
        .Where(entry => entry.EventId != 31019).Select(entry => entry.EventId);
}
