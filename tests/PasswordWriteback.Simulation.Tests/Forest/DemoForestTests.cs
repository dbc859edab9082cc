using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Simulation.Tests.Forest;

public sealed class DemoForestTests
{
    private readonly ForestHarness _forest = new();

    [Fact]
    public async Task RootDse_OfAController_NamesItsContextsAndItself()
    {
        var entry = Assert.Single(await _forest.Search(DemoForest.ChildSecond, DirectorySearch.Object("")));

        Assert.Equal("DC=emea,DC=contoso,DC=example", entry.GetString("defaultNamingContext"));
        Assert.Equal("DC=contoso,DC=example", entry.GetString("rootDomainNamingContext"));
        Assert.Equal("CN=Configuration,DC=contoso,DC=example", entry.GetString("configurationNamingContext"));
        Assert.Equal(DemoForest.ChildSecond, entry.GetString("dnsHostName"));
        Assert.Contains("1.2.840.113556.1.4.801", entry.GetStrings("supportedControl"));
        Assert.Null(entry.GetString("pendingPropagations"));
    }

    [Fact]
    public async Task Search_ForUsersOfTheScope_FindsThemOnEveryController()
    {
        var search = new DirectorySearch(DemoForest.RootScope, SearchDepth.Subtree, "(&(objectCategory=person)(objectClass=user))", ["sAMAccountName"]);
        var first = await _forest.Search(DemoForest.RootPdc, search);

        Assert.InRange(first.Count, 40, 60);
        foreach (var server in (string[])[DemoForest.RootSecond, DemoForest.RootReadOnly])
        {
            Assert.Equal(first.Select(entry => entry.Dn), (await _forest.Search(server, search)).Select(entry => entry.Dn));
        }
    }

    [Fact]
    public async Task Search_ForDomainSettings_TellsWritableControllersFromReadOnlyOnes()
    {
        const string Sites = "CN=Sites,CN=Configuration,DC=contoso,DC=example";
        var byCategory = await _forest.Search(
            DemoForest.ChildPdc,
            new DirectorySearch(Sites, SearchDepth.Subtree, "(&(objectCategory=nTDSDSA)(msDS-HasDomainNCs=DC=contoso,DC=example))", ["invocationId"]));
        var byClass = await _forest.Search(
            DemoForest.ChildPdc, new DirectorySearch(Sites, SearchDepth.Subtree, "(objectClass=nTDSDSA)", ["objectCategory"]));

        Assert.Equal(2, byCategory.Count);
        Assert.All(byCategory, entry => Assert.NotNull(entry.GetGuid("invocationId")));
        Assert.Equal(5, byClass.Count);
    }

    [Fact]
    public async Task Search_FromTheRootHead_StaysInItsNamingContext()
    {
        var heads = await _forest.Search(
            DemoForest.RootPdc, new DirectorySearch("DC=contoso,DC=example", SearchDepth.Subtree, "(|(objectClass=domainDNS)(objectClass=crossRef))", ["name"]));

        Assert.Equal(["DC=contoso,DC=example"], heads.Select(entry => entry.Dn));
    }

    [Fact]
    public async Task Search_InADomainOfAnotherController_IsReferred()
    {
        var fault = await Assert.ThrowsAsync<DirectoryException>(() =>
            _forest.Search(DemoForest.RootPdc, DirectorySearch.Object(DemoForest.ChildScope, "name")));

        Assert.Equal(DirectoryFault.Refused, fault.Fault);
        Assert.Contains("referral", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_Twice_GivesTheSameForest()
    {
        Assert.Equal(ForestFile.Write(_forest.Directory), ForestFile.Write(new ForestHarness().Directory));
    }

    [Fact]
    public async Task ForestFile_WrittenAndRead_GoesOnWhereItWas()
    {
        await _forest.GrantReset(DemoForest.RootPdc, DemoForest.RootScope);
        var copy = new SimulatedForest(ForestFile.Read(ForestFile.Write(_forest.Directory)), _forest.Clock);
        _forest.Clock.Advance(TimeSpan.FromMinutes(90));

        Assert.Equal(ForestFile.Write(_forest.Directory), ForestFile.Write(copy));
        Assert.True(await _forest.Names(DemoForest.RootSecond, DemoForest.CanaryUser));
    }
}
