using static PasswordWriteback.Simulation.Forest.DemoForest;

namespace PasswordWriteback.Simulation.Tests.Forest;

public sealed class ProtectionTests
{
    private readonly ForestHarness _forest = new();

    [Fact]
    public async Task ANestedAdministrator_CarriesAdminSdHoldersDacl()
    {
        var holder = await _forest.Descriptor(RootPdc, "CN=AdminSDHolder,CN=System,DC=contoso,DC=example");
        var user = await _forest.Descriptor(RootPdc, NestedAdministrator);

        Assert.True(user.IsDaclProtected);
        Assert.Equal(holder.Dacl, user.Dacl);
        Assert.Equal(1, (await _forest.Read(RootPdc, NestedAdministrator, "adminCount")).GetInteger("adminCount"));
    }

    [Fact]
    public async Task AnAceOnAProtectedUser_IsGoneWithinTheHour()
    {
        await _forest.Add(RootPdc, NestedAdministrator, $"(A;;CR;;;{_forest.ConnectorSid})", Administrator);
        _forest.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.True(await CarriesIt());
        _forest.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await CarriesIt());

        async Task<bool> CarriesIt() => (await _forest.Descriptor(RootPdc, NestedAdministrator)).ExplicitAces
            .Any(ace => ace.Sid?.ToString() == _forest.ConnectorSid);
    }

    [Fact]
    public async Task AUserWhoJoinsAProtectedGroup_IsStampedByTheNextRun_AndReplicates()
    {
        var members = (await _forest.Read(RootPdc, "CN=IT Leads,OU=Groups,DC=contoso,DC=example", "member")).GetStrings("member");
        _forest.Directory.Modify(RootPdc, "CN=IT Leads,OU=Groups,DC=contoso,DC=example", "member", [.. members, CanaryUser]);
        Assert.False((await _forest.Descriptor(RootPdc, CanaryUser)).IsDaclProtected);

        _forest.Clock.Advance(TimeSpan.FromMinutes(60));
        Assert.True((await _forest.Descriptor(RootPdc, CanaryUser)).IsDaclProtected);
        _forest.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.True((await _forest.Descriptor(RootSecond, CanaryUser)).IsDaclProtected);
    }

    [Fact]
    public async Task AUserWhoLeftTheGroups_KeepsTheStamp()
    {
        _forest.Clock.Advance(TimeSpan.FromMinutes(180));

        Assert.True((await _forest.Descriptor(RootPdc, OrphanedAdministrator)).IsDaclProtected);
        Assert.Equal(1, (await _forest.Read(RootPdc, OrphanedAdministrator, "adminCount")).GetInteger("adminCount"));
    }

    [Fact]
    public async Task ARun_WithNothingToStamp_WritesNothing()
    {
        var before = _forest.Directory.Read(state => state.Controllers.Select(controller => controller.HighestUsn).ToList());
        _forest.Clock.Advance(TimeSpan.FromMinutes(600));

        Assert.Equal(before, _forest.Directory.Read(state => state.Controllers.Select(controller => controller.HighestUsn).ToList()));
        Assert.True((await _forest.Descriptor(RootPdc, NestedAdministrator)).IsDaclProtected);
    }
}
