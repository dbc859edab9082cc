using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Relay.Tests.Discovery;

/// <summary>Who holds the five operations master roles, and what a holder that is gone means for writeback.</summary>
public sealed class FsmoRoleTests : IDisposable
{
    private const string RidManager = $"CN=RID Manager$,CN=System,{DemoRelay.Head}";
    private const string Infrastructure = $"CN=Infrastructure,{DemoRelay.Head}";
    private const string Servers = "CN=Servers,CN=Zurich,CN=Sites,CN=Configuration,DC=contoso,DC=example";
    private const string Gone = @"0ADEL:90ac7dd3-e0ad-4f1a-adf7-bc80829142ea";
    private const string Deleted = $@"CN=NTDS Settings\{Gone},CN=ZRH-DC9\0ADEL:72213d36-d6c3-40bf-986b-6550bb04688e,{Servers}";

    private readonly DemoRelay _relay = new();

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task EveryRole_OfTheForestAndOfEachDomain_HasItsHolderByHostName()
    {
        var forest = await _relay.DiscoverAsync();

        Assert.Equal(
            [
                (FsmoRole.SchemaMaster, null, DemoForest.RootPdc), (FsmoRole.DomainNamingMaster, null, DemoForest.RootPdc),
                (FsmoRole.PdcEmulator, DemoForest.RootDomain, DemoForest.RootPdc),
                (FsmoRole.RidMaster, DemoForest.RootDomain, DemoForest.RootPdc),
                (FsmoRole.InfrastructureMaster, DemoForest.RootDomain, DemoForest.RootPdc),
                (FsmoRole.PdcEmulator, DemoForest.ChildDomain, DemoForest.ChildPdc),
                (FsmoRole.RidMaster, DemoForest.ChildDomain, DemoForest.ChildPdc),
                (FsmoRole.InfrastructureMaster, DemoForest.ChildDomain, DemoForest.ChildPdc),
            ],
            forest.Roles!.Select(role => (role.Role, role.Domain, role.Holder.Value?.Name)));
        Assert.All(forest.Roles!, role => Assert.Equal(FsmoHolderState.Listed, role.Holder.Value!.State));
    }

    [Fact]
    public async Task RolesOnSeveralControllers_EachHasItsOwnHolder()
    {
        var second = _relay.Forest.Read(state => state.Controllers.Single(controller => controller.HostName == DemoForest.RootSecond).SettingsDn);
        _relay.Forest.Modify(DemoForest.RootPdc, Infrastructure, "fSMORoleOwner", second);

        var forest = await _relay.DiscoverAsync();

        Assert.Equal(DemoForest.RootSecond, Holder(forest, FsmoRole.InfrastructureMaster).Value?.Name);
        Assert.Equal(DemoForest.RootPdc, Holder(forest, FsmoRole.RidMaster).Value?.Name);
        Assert.Equal(DemoForest.RootPdc, forest.Domains[0].PdcEmulator?.HostName);
    }

    [Theory]
    [InlineData(Deleted, "ZRH-DC9", FsmoHolderState.Deleted)]
    [InlineData($@"CN=NTDS Settings\{Gone},CN=ZRH-DC9,{Servers}", "ZRH-DC9", FsmoHolderState.Deleted)]
    [InlineData($@"CN=NTDS Settings,CN=ZRH-DC1\0ACNF:72213d36-d6c3-40bf-986b-6550bb04688e,{Servers}", "ZRH-DC1", FsmoHolderState.LostConflict)]
    [InlineData($"CN=NTDS Settings,CN=ZRH-DC9,{Servers}", "ZRH-DC9", FsmoHolderState.NotListed)]
    public async Task ARidMasterThatIsGone_IsToldAsSuch_AndIsNoFinding(string settings, string name, FsmoHolderState state)
    {
        _relay.Forest.Modify(DemoForest.RootPdc, RidManager, "fSMORoleOwner", settings);

        var found = await DiscoverAsync(DemoForest.Administrator);

        Assert.Equal(new FsmoHolder(name, settings, state), Holder(found.Forest, FsmoRole.RidMaster).Value);
        Assert.Equal(FindingStatus.Met, Judge(found).Status);
    }

    [Fact]
    public async Task APdcEmulatorThatWasDeleted_IsNamedInTheFinding()
    {
        _relay.Forest.Modify(DemoForest.RootPdc, DemoRelay.Head, "fSMORoleOwner", Deleted);

        var finding = Judge(await DiscoverAsync(DemoForest.Administrator));

        Assert.Equal(FindingStatus.NotMet, finding.Status);
        Assert.Contains("contoso.example (the role is held by ZRH-DC9, which was deleted)", finding.Evidence.Summary, StringComparison.Ordinal);
        Assert.Contains(finding.Evidence.Facts!["roles"]!.AsArray(), role => (string?)role!["state"] == "Deleted" && (string?)role["role"] == "PdcEmulator");
    }

    [Fact]
    public async Task APdcEmulatorThatIsNotShown_IsUnknown_NotMissing()
    {
        await _relay.ForeignAddAsync(DemoRelay.Head, "(OD;;RP;66171887-8f3c-11d0-afda-00c04fd930c9;;AU)");

        var found = await DiscoverAsync(DemoForest.ReaderAccount);

        Assert.Null(found.Forest.Domains[0].PdcEmulator);
        var finding = Judge(found);
        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains($"(unreadable: fSMORoleOwner of {DemoRelay.Head}, Read Property, this identity)", finding.Evidence.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARoleObjectThatIsNotShown_LeavesItsRoleUnknown_AndIsNoFinding()
    {
        await _relay.ForeignAddAsync(RidManager, "(D;;RP;;;AU)");

        var found = await DiscoverAsync(DemoForest.ReaderAccount);

        Assert.Contains($"(unreadable: fSMORoleOwner of {RidManager}", Holder(found.Forest, FsmoRole.RidMaster).UnknownReason, StringComparison.Ordinal);
        Assert.True(Holder(found.Forest, FsmoRole.InfrastructureMaster).IsKnown);
        Assert.Equal(FindingStatus.Met, Judge(found).Status);
    }

    [Fact]
    public async Task RolesOfADomainThatDoesNotAnswer_AreUnknown_WithTheReason_ThoseOfTheForestAreKnown()
    {
        _relay.Forest.SetReachability(DemoForest.ChildPdc, Reachability.Refuses);
        _relay.Forest.SetReachability(DemoForest.ChildSecond, Reachability.Refuses);

        var roles = (await _relay.DiscoverAsync()).Roles!;

        Assert.All(roles, role => Assert.Equal(role.Domain != DemoForest.ChildDomain, role.Holder.IsKnown));
        Assert.Contains(roles, role => role.Holder.UnknownReason?.Contains(DemoForest.ChildPdc, StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task APdcEmulatorThatDoesNotAnswer_IsNamed_AndNoOther()
    {
        _relay.Forest.SetReachability(DemoForest.ChildPdc, Reachability.Refuses);
        _relay.Forest.SetReachability(DemoForest.RootSecond, Reachability.Refuses);

        var silent = await PdcEmulatorReach.FindSilentAsync(_relay.Connector, await _relay.DiscoverAsync(), TestContext.Current.CancellationToken);

        Assert.StartsWith($"{DemoForest.ChildPdc}, the PDC emulator of {DemoForest.ChildDomain}, cannot be used", Assert.Single(silent), StringComparison.Ordinal);
    }

    private Task<DiscoveredForest> DiscoverAsync(string account) =>
        new ForestDiscoverer(_relay.Forest.ConnectorFor(account)).DiscoverAsync(TestContext.Current.CancellationToken);

    private static Reading<FsmoHolder> Holder(DirectoryForest forest, FsmoRole role) =>
        forest.Roles!.First(owner => owner.Role == role && owner.Domain is null or DemoForest.RootDomain).Holder;

    private static Finding Judge(DiscoveredForest found) => DiscoveryFindings.Judge(
            Guid.Empty, [], found.Forest, found.Gaps, Reading.Unknown<ConnectorAccount>("not asked"), Reading.Unknown<ConnectReading>("not asked"))
        .Single(finding => finding.Code == FindingCodes.ForestDiscovered);
}
