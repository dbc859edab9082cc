using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Simulation.Forest.State;
using static PasswordWriteback.Simulation.Forest.DemoForest;

namespace PasswordWriteback.Simulation.Tests.Forest;

/// <summary>Sites replicate each quarter of an hour; Dublin's propagator begins after two minutes and does one object a second.</summary>
public sealed class ReplicationTests
{
    private const uint DescriptorAttribute = 0x20119;
    private readonly ForestHarness _forest = new();

    [Fact]
    public async Task AWrite_BeforeAnyTimePasses_IsOnThatControllerAndThatObjectAlone()
    {
        await _forest.GrantReset(RootPdc, RootScope);

        Assert.True(await _forest.Names(RootPdc, RootScope));
        Assert.False(await _forest.Names(RootPdc, CanaryUser));
        Assert.False(await _forest.Names(RootSecond, RootScope));
    }

    [Fact]
    public async Task AWrite_OnItsOwnController_ReachesUsersBelowOnlyWhenThePropagatorGetsThere()
    {
        await _forest.GrantReset(RootPdc, RootScope);

        _forest.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.False(await _forest.Names(RootPdc, CanaryUser));
        _forest.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.True(await _forest.Names(RootPdc, CanaryUser));
    }

    [Fact]
    public async Task AWrite_InAnotherSite_ArrivesBeforeItsInheritance()
    {
        await _forest.GrantReset(RootPdc, RootScope);

        _forest.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromTicks(1));
        Assert.False(await _forest.Names(RootSecond, RootScope));

        _forest.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(await _forest.Names(RootSecond, RootScope));
        Assert.False(await _forest.Names(RootSecond, CanaryUser));

        _forest.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.False(await _forest.Names(RootSecond, CanaryUser));

        _forest.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True(await _forest.Names(RootSecond, CanaryUser));
        Assert.False(await _forest.Names(RootSecond, NestedAdministrator));
        Assert.False(await _forest.Names(RootSecond, BlockedUnit));
    }

    [Fact]
    public async Task AReadOnlyController_TakesChangesButNoWrites()
    {
        var refused = await Assert.ThrowsAsync<DirectoryException>(() => _forest.GrantReset(RootReadOnly, RootScope));
        Assert.Equal(DirectoryFault.Refused, refused.Fault);

        await _forest.GrantReset(RootPdc, RootScope);
        _forest.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.True(await _forest.Names(RootReadOnly, CanaryUser));
    }

    [Fact]
    public async Task Metadata_OfAWrite_KeepsItsOriginAndVersionEverywhere()
    {
        var (before, _, _) = await _forest.Stamp(RootPdc, RootScope, DescriptorAttribute);
        await _forest.GrantReset(RootPdc, RootScope);
        var written = await _forest.Stamp(RootPdc, RootScope, DescriptorAttribute);
        _forest.Clock.Advance(TimeSpan.FromMinutes(15));
        var arrived = await _forest.Stamp(RootSecond, RootScope, DescriptorAttribute);

        Assert.Equal(before + 1, written.Version);
        Assert.Equal(_forest.Directory.Read(state => state.Controllers[0].InvocationId), written.InvocationId);
        Assert.Equal(written, arrived);
    }

    [Fact]
    public async Task Inheritance_ChangesDescriptorsBelow_ButNotTheirMetadata()
    {
        var before = await _forest.Stamp(RootPdc, CanaryUser, DescriptorAttribute);
        await _forest.GrantReset(RootPdc, RootScope);
        _forest.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.True(await _forest.Names(RootPdc, CanaryUser));
        Assert.Equal(before, await _forest.Stamp(RootPdc, CanaryUser, DescriptorAttribute));
    }

    [Fact]
    public async Task TwoWrites_OnTwoControllers_LeaveTheLaterOneEverywhere()
    {
        var first = $"(A;;RP;;;{_forest.SidOf(ReaderAccount)})";
        var second = $"(A;;WP;;;{_forest.SidOf(ReaderAccount)})";
        await _forest.Add(RootSecond, RootScope, first);
        _forest.Clock.Advance(TimeSpan.FromSeconds(1));
        await _forest.Add(RootPdc, RootScope, second);
        _forest.Clock.Advance(TimeSpan.FromMinutes(31));

        foreach (var server in (string[])[RootPdc, RootSecond, RootReadOnly])
        {
            var masks = (await _forest.Descriptor(server, RootScope)).ExplicitAces
                .Where(ace => ace.Sid?.ToString() == _forest.SidOf(ReaderAccount)).Select(ace => ace.Mask);
            Assert.Equal([AccessMask.WriteProperty], masks);
        }
    }

    [Fact]
    public async Task TwoWritesOnOneController_BeatALaterSingleOneOnAnother()
    {
        await _forest.GrantReset(RootPdc, RootScope);
        await _forest.Add(RootPdc, RootScope, $"(A;;RP;;;{_forest.SidOf(ReaderAccount)})");
        _forest.Clock.Advance(TimeSpan.FromMinutes(1));
        await _forest.Add(RootSecond, RootScope, $"(A;;WP;;;{_forest.SidOf(ReaderAccount)})");
        _forest.Clock.Advance(TimeSpan.FromMinutes(31));

        Assert.True(await _forest.Names(RootSecond, RootScope));
        Assert.Equal(await _forest.Stamp(RootPdc, RootScope, DescriptorAttribute), await _forest.Stamp(RootSecond, RootScope, DescriptorAttribute));
    }

    [Fact]
    public async Task APausedController_StaysBehindUntilItResumes()
    {
        _forest.Directory.PauseInboundReplication(RootSecond);
        await _forest.GrantReset(RootPdc, RootScope);
        _forest.Clock.Advance(TimeSpan.FromMinutes(600));
        Assert.False(await _forest.Names(RootSecond, RootScope));

        _forest.Directory.PauseInboundReplication(RootSecond, paused: false);
        _forest.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.True(await _forest.Names(RootSecond, CanaryUser));
    }

    [Theory]
    [InlineData(Reachability.Refuses, DirectoryFault.Unreachable)]
    [InlineData(Reachability.Silent, DirectoryFault.Timeout)]
    public async Task AControllerOutOfReach_FailsConnectionsAndOpenOnes_AndMissesChanges(Reachability reachability, DirectoryFault fault)
    {
        var token = TestContext.Current.CancellationToken;
        await using var open = await _forest.Directory.ConnectorFor(RelayAccount).ConnectAsync(RootSecond, token);
        _forest.Directory.SetReachability(RootSecond, reachability);
        await _forest.GrantReset(RootPdc, RootScope);
        _forest.Clock.Advance(TimeSpan.FromMinutes(600));

        Assert.Equal(fault, (await Assert.ThrowsAsync<DirectoryException>(() => _forest.Read(RootSecond, RootScope, "name"))).Fault);
        Assert.Equal(fault, (await Assert.ThrowsAsync<DirectoryException>(async () =>
            await open.SearchAsync(DirectorySearch.Object(RootScope, "name"), token).ToListAsync(token))).Fault);

        _forest.Directory.SetReachability(RootSecond, Reachability.Answers);
        Assert.False(await _forest.Names(RootSecond, RootScope));
        _forest.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.True(await _forest.Names(RootSecond, RootScope));
    }

    [Fact]
    public async Task PendingPropagations_ListsWhatThisConnectionWrote_UntilItIsThrough()
    {
        var token = TestContext.Current.CancellationToken;
        await using var writer = await _forest.Directory.ConnectorFor(RelayAccount).ConnectAsync(RootPdc, token);
        await writer.WriteDaclAsync(RootScope, (await _forest.Descriptor(RootPdc, RootScope))
            .WithDacl((await _forest.Descriptor(RootPdc, RootScope)).Dacl!.InsertCanonical(
                Ace.Allow(Sid.Parse(_forest.ConnectorSid), AccessMask.ReadProperty, AceFlags.ContainerInherit))).ToBytes(), token);

        Assert.Equal([RootScope], (await Pending(writer)).GetStrings("pendingPropagations"));
        Assert.Empty(Assert.Single(await _forest.Search(RootPdc, DirectorySearch.Object("", "pendingPropagations"))).GetStrings("pendingPropagations"));
        _forest.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Empty((await Pending(writer)).GetStrings("pendingPropagations"));

        async Task<DirectoryEntry> Pending(IDirectoryConnection connection) => Assert.Single(
            await connection.SearchAsync(DirectorySearch.Object("", "pendingPropagations"), token).ToListAsync(token));
    }

    [Fact]
    public async Task ANewUser_AppearsElsewhereWithItsInheritance()
    {
        await _forest.GrantReset(RootPdc, RootScope);
        _forest.Directory.Extend(RootScope, staff => staff.User("neu", "Nina Neu"));
        _forest.Clock.Advance(TimeSpan.FromMinutes(15));

        Assert.True(await _forest.Names(RootSecond, $"CN=Nina Neu,{RootScope}"));
    }

    [Fact]
    public async Task AMovedUser_HasItsNewNameElsewhere_AndInheritsThereWhenThePropagatorGetsToIt()
    {
        await _forest.GrantReset(RootPdc, RootScope);
        _forest.Clock.Advance(TimeSpan.FromMinutes(40));
        _forest.Directory.Extend(RootDn, head => head.OrganizationalUnit("Gone", gone => gone.User("weg", "Wilma Weg")));
        _forest.Directory.Move(RootPdc, $"CN=Wilma Weg,OU=Gone,{RootDn}", RootScope);

        Assert.False(await _forest.Names(RootPdc, $"CN=Wilma Weg,{RootScope}"));
        _forest.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await _forest.Names(RootPdc, $"CN=Wilma Weg,{RootScope}"));
        _forest.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.True(await _forest.Names(RootSecond, $"CN=Wilma Weg,{RootScope}"));
        await Assert.ThrowsAsync<DirectoryException>(() => _forest.Read(RootSecond, $"CN=Wilma Weg,OU=Gone,{RootDn}", "name"));
    }

    [Fact]
    public async Task ALinkWithHours_ReplicatesWhenItIsOpen_AndSaysSoInItsSchedule()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero));
        var forest = new Simulation.Forest.Building.ForestBuilder()
            .Domain("corp.example", "CORP", domain => domain.Controller("dc1", "A").Controller("dc2", "B"))
            .SiteLink("A", "B", TimeSpan.FromMinutes(60), [22, 23])
            .Build(clock);
        forest.Extend("DC=corp,DC=example", head => head.OrganizationalUnit("New"));
        var found = await new Relay.Discovery.ForestDiscoverer(forest.ConnectorFor(@"CORP\Administrator")).DiscoverAsync(TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromHours(22), Assert.Single(found.Forest.SiteLinks!).LongestClosed);
        clock.Advance(TimeSpan.FromHours(13) - TimeSpan.FromSeconds(1));
        Assert.Null(forest.Read(state => state.Controllers[1].Find("OU=New,DC=corp,DC=example")));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(forest.Read(state => state.Controllers[1].Find("OU=New,DC=corp,DC=example")));
    }
}
