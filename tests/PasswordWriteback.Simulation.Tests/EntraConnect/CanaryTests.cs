using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.EntraConnect.Canary;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.EventLog;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Tests.Forest;

namespace PasswordWriteback.Simulation.Tests.EntraConnect;

/// <summary>The canary's proof against the simulated forest, tick by tick of its replication. No password exists in this.</summary>
public sealed class CanaryTests
{
    private readonly ForestHarness _forest = new();
    private readonly SimulatedEventLog _log;
    private readonly SimulatedConnectServer _server;
    private readonly SimulatedCloudReset _cloud;

    public CanaryTests()
    {
        _log = new SimulatedEventLog(_forest.Clock);
        _server = new SimulatedConnectServer(DemoForest.ConnectOptions(Guid.Empty), _log);
        _cloud = new SimulatedCloudReset(_forest.Directory, _server, _log);
    }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AResetOnTheSecondController_IsUnderWay_UntilItReachesThePdcEmulator_ThenProven()
    {
        await _server.SetWritebackAsync(enabled: true, Now);
        await _forest.GrantReset(DemoForest.ChildPdc, DemoForest.ChildScope);
        _forest.Clock.Advance(TimeSpan.FromHours(1));
        var user = await AnyUserOf(DemoForest.ChildPdc, DemoForest.ChildScope);
        Assert.Equal(CanaryPart.SuccessEvent, (await Gap(user)).Part);

        Assert.Equal(DemoForest.ChildSecond, _cloud.Reset(user).Controller);
        var reset = _forest.Clock.GetUtcNow();
        var gap = await Gap(user);
        Assert.Equal(CanaryPart.PdcEmulator, gap.Part);
        Assert.Contains($"written on {DemoForest.ChildSecond}", gap.Detail, StringComparison.Ordinal);

        var ticks = 0;
        while ((await Collect(user)).Proof is null)
        {
            Assert.True(++ticks < 60, "It never arrived.");
            Assert.Equal(CanaryPart.PdcEmulator, (await Gap(user)).Part);
            _forest.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.True(ticks > 0);
        var proof = (await Collect(user)).Proof!;
        Assert.Equal((DemoForest.ChildSecond, reset, "SelfServiceReset"), (proof.Controller, proof.PwdLastSet, proof.Operation));
    }

    /// <summary>The log is on another forest's server: its relay says when resets succeeded, this one looks in its directory.</summary>
    [Fact]
    public async Task ASuccessSeenByAnotherRelay_ProvesTheCanaryHere_ByTime_AndNoLogIsRead()
    {
        await Prepare();
        var reset = _forest.Clock.GetUtcNow();
        Assert.True(_cloud.Reset(DemoForest.CanaryPrincipalName).WrittenBack);
        _forest.Clock.Advance(TimeSpan.FromHours(1));
        var discovered = await new ForestDiscoverer(_forest.Directory.ConnectorFor(DemoForest.RelayAccount)).DiscoverAsync(Now);
        var collector = new EvidenceCollector(
            new NoEventLog("There is no log here."), _forest.Directory.ConnectorFor(DemoForest.RelayAccount), DemoForest.CanaryPrincipalName);

        var seen = (await collector.JoinAsync(discovered.Forest, [new SeenSuccess(WritebackOperation.SelfServiceReset, reset, reset)], Now)).Value!;
        var none = (await collector.JoinAsync(discovered.Forest, [], Now)).Value!;
        var other = (await collector.JoinAsync(discovered.Forest, [new SeenSuccess(WritebackOperation.SelfServiceReset, reset.AddHours(-1), reset.AddHours(-1))], Now)).Value!;

        Assert.Equal((CanaryMatch.ByTime, DemoForest.RootPdc), (seen.Proof!.Match!.Value, seen.Proof.Controller));
        Assert.Null(seen.Log);
        Assert.Equal(CanaryPart.SuccessEvent, Assert.Single(none.CanaryGaps!).Part);
        Assert.Equal(CanaryPart.PwdLastSetRose, Assert.Single(other.CanaryGaps!).Part);
    }

    [Fact]
    public async Task AnAdministratorsReset_ProvesToo_AndIsSeenAtOnce_OnThePdcEmulator()
    {
        await Prepare();
        _cloud.Reset(DemoForest.CanaryPrincipalName, byAdministrator: true);

        var evidence = await Collect(DemoForest.CanaryPrincipalName);

        Assert.Equal(("AdministratorReset", DemoForest.RootPdc), (evidence.Proof!.Operation, evidence.Proof.Controller));
        Assert.Empty(evidence.CanaryGaps!);
        Assert.Equal(evidence.Proof, (await Collect(DemoForest.CanaryLogonName)).Proof);
    }

    [Fact]
    public async Task AResetOfAnotherUser_LongAfterTheCanarys_DoesNotProveAnew()
    {
        await Prepare();
        _cloud.Reset(DemoForest.CanaryPrincipalName);
        var first = (await Collect(DemoForest.CanaryLogonName)).Proof!;
        _forest.Clock.Advance(TimeSpan.FromDays(2));
        Assert.True(_cloud.Reset(await AnyUserOf(DemoForest.RootPdc, DemoForest.RootScope)).WrittenBack);

        Assert.Equal(first, (await Collect(DemoForest.CanaryLogonName)).Proof);
    }

    [Fact]
    public async Task WithoutUnexpirePassword_TheResetSucceeds_AndTheProofSaysThatItExpiredAtOnce()
    {
        await Prepare();
        await _forest.Add(
            DemoForest.RootPdc, DemoForest.RootDn, $"(OD;;CR;ccc2dc7d-a6ad-4a7a-8846-c04e3cc53501;;{_forest.ConnectorSid})");
        Assert.True(_cloud.Reset(DemoForest.CanaryPrincipalName).WrittenBack);

        Assert.Equal(CanaryPart.NotExpired, (await Gap(DemoForest.CanaryLogonName)).Part);
    }

    [Fact]
    public async Task ADeniedReset_IsNoSuccess_AndItsCauseIsInTheSummary()
    {
        await _server.SetWritebackAsync(enabled: true, Now);
        _cloud.Reset(DemoForest.CanaryPrincipalName);

        var evidence = await Collect(DemoForest.CanaryLogonName);

        Assert.Contains("failed", Assert.Single(evidence.CanaryGaps!).Detail, StringComparison.Ordinal);
        Assert.Contains(evidence.Log!.Troubles, trouble => trouble is { EventId: 6329, Code: "80230626", Open: true });
    }

    [Theory]
    [InlineData(null, CanaryPart.Named)]
    [InlineData("nobody", CanaryPart.Found)]
    public async Task WithoutAUser_ThatIsWhatIsMissing(string? user, CanaryPart part) => Assert.Equal(part, (await Gap(user)).Part);

    private async Task Prepare()
    {
        await _server.SetWritebackAsync(enabled: true, Now);
        await _forest.GrantReset(DemoForest.RootPdc, DemoForest.RootScope);
        _forest.Clock.Advance(TimeSpan.FromHours(1));
    }

    private async Task<string> AnyUserOf(string server, string container) => (await _forest.Search(
        server, new(container, SearchDepth.Subtree, "(&(objectCategory=person)(objectClass=user))", ["sAMAccountName"])))
        .Select(user => user.GetString("sAMAccountName")!).First(name => name != DemoForest.CanaryLogonName);

    private async Task<CanaryGap> Gap(string? user)
    {
        var evidence = await Collect(user);
        Assert.Null(evidence.Proof);
        return Assert.Single(evidence.CanaryGaps!);
    }

    private async Task<WritebackEvidence> Collect(string? user)
    {
        var connector = _forest.Directory.ConnectorFor(DemoForest.RelayAccount);
        var forest = (await new ForestDiscoverer(connector).DiscoverAsync(Now)).Forest;
        var collected = await new EvidenceCollector(_log, connector, user).CollectAsync(forest, _forest.Clock.GetUtcNow().AddDays(-30), Now);
        Assert.Null(collected.UnknownReason);
        return collected.Value!;
    }
}
