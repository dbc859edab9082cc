using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Relay.Ldap;
using static PasswordWriteback.Simulation.Forest.DemoForest;

namespace PasswordWriteback.Simulation.Tests.Forest;

public sealed class AccessTests
{
    private const string Settings = "CN=Password Settings Container,CN=System,DC=contoso,DC=example";
    private readonly ForestHarness _forest = new();

    [Fact]
    public async Task ADescriptor_TheReaderMayNotRead_IsSimplyNotThere()
    {
        var before = await _forest.Descriptor(RootPdc, CanaryUser);
        var administrators = before.ExplicitAces.Where(ace => ace.Sid == Sid.Parse(_forest.SidOf(@"CONTOSO\Domain Admins")));
        await _forest.Write(RootPdc, CanaryUser, new SecurityDescriptor(
            before.Control | DescriptorControl.DaclProtected, null, null, new Acl(administrators)), Administrator);

        var entry = await ReadNothing(ReaderAccount);
        Assert.Null(entry);
        Assert.NotNull((await _forest.Read(RootPdc, CanaryUser, "nTSecurityDescriptor", Administrator)).GetBytes("nTSecurityDescriptor"));

        async Task<DirectoryEntry?> ReadNothing(string account) =>
            (await _forest.Search(RootPdc, DirectorySearch.Object(CanaryUser, "nTSecurityDescriptor"), account)).SingleOrDefault();
    }

    [Fact]
    public async Task AnAttribute_TheReaderMayNotRead_NeitherReturnsNorMatches()
    {
        var lockout = new DirectorySearch(RootScope, SearchDepth.Subtree, "(lockoutTime=*)", ["lockoutTime", "name"]);
        Assert.NotEmpty(await _forest.Search(RootPdc, lockout, ReaderAccount));

        await _forest.Add(RootPdc, RootScope, $"(OD;CIIO;RP;28630ebf-41d5-11d1-a9c1-0000f80367c1;;{_forest.SidOf(ReaderAccount)})");
        _forest.Clock.Advance(TimeSpan.FromMinutes(10));

        var unreadable = await _forest.Search(RootPdc, lockout, ReaderAccount);
        Assert.DoesNotContain(unreadable, entry => entry.Dn == CanaryUser);
        Assert.Contains(await _forest.Search(RootPdc, lockout), entry => entry.Dn == CanaryUser);
    }

    [Fact]
    public async Task PasswordSettings_AreInvisibleToOrdinaryAccounts()
    {
        var search = new DirectorySearch(Settings, SearchDepth.OneLevel, "(objectClass=msDS-PasswordSettings)", ["msDS-MinimumPasswordAge"]);

        Assert.Empty(await _forest.Search(RootPdc, search, ReaderAccount));
        Assert.Empty(await _forest.Search(RootPdc, search, ConnectorAccount));
        Assert.Equal(-TimeSpan.FromDays(1).Ticks, Assert.Single(await _forest.Search(RootPdc, search)).GetInteger("msDS-MinimumPasswordAge"));
    }

    [Fact]
    public async Task ResultantPolicy_OfAMemberOfTheGroup_IsTheGroups()
    {
        var sara = await _forest.Read(RootPdc, $"CN=Sara Lindt,OU=Sales,{RootScope}", "msDS-ResultantPSO");
        var canary = await _forest.Read(RootPdc, CanaryUser, "msDS-ResultantPSO");

        Assert.Equal($"CN=Sales Passphrases,{Settings}", sara.GetString("msDS-ResultantPSO"));
        Assert.Null(canary.GetString("msDS-ResultantPSO"));
    }

    [Fact]
    public async Task AWrite_WithoutWriteDac_IsDeniedAndChangesNothing()
    {
        var before = _forest.Directory.Read(state => state.Controllers[0].HighestUsn);

        var denied = await Assert.ThrowsAsync<DirectoryException>(() => _forest.GrantReset(RootPdc, RootScope, ReaderAccount));

        Assert.Equal(DirectoryFault.AccessDenied, denied.Fault);
        Assert.Equal(before, _forest.Directory.Read(state => state.Controllers[0].HighestUsn));
    }

    [Fact]
    public async Task AWrite_WithForgedInheritedAces_LosesThemAndRecomputesTheRealOnes()
    {
        var before = await _forest.Descriptor(RootPdc, RootScope);
        var forged = SddlParser.ParseAce($"(A;CI;GA;;;{_forest.ConnectorSid})").WithFlags(AceFlags.Inherited | AceFlags.ContainerInherit);
        await _forest.Write(RootPdc, RootScope, before.WithDacl(new Acl(before.ExplicitAces.Append(forged))));

        var after = await _forest.Descriptor(RootPdc, RootScope);
        Assert.Equal(before.InheritedAces, after.InheritedAces);
        Assert.Equal(Sorted(before), Sorted(after));

        static IEnumerable<string> Sorted(SecurityDescriptor descriptor) =>
            descriptor.ExplicitAces.Select(ace => SddlFormatter.Format(ace)).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task AWrite_OfTheDacl_LeavesOwnerAndGroup()
    {
        var search = DirectorySearch.Object(RootScope, "nTSecurityDescriptor") with { OwnerAndGroup = true };
        var before = SecurityDescriptor.Parse(Assert.Single(await _forest.Search(RootPdc, search)).GetBytes("nTSecurityDescriptor"));
        await _forest.Write(RootPdc, RootScope, new SecurityDescriptor(
            before.Control, Sid.Parse(_forest.ConnectorSid), Sid.Parse(_forest.ConnectorSid), before.Dacl));
        var after = SecurityDescriptor.Parse(Assert.Single(await _forest.Search(RootPdc, search)).GetBytes("nTSecurityDescriptor"));

        Assert.NotNull(before.Owner);
        Assert.Equal((before.Owner, before.Group), (after.Owner, after.Group));
    }

    [Fact]
    public async Task AWrite_OfACanonicalDacl_IsSorted_AndOfAnotherIsNot()
    {
        var before = await _forest.Descriptor(RootPdc, RootScope);
        var reversed = before.ExplicitAces.Reverse().ToList();
        await _forest.Write(RootPdc, RootScope, before.WithDacl(new Acl(reversed)));
        var sorted = (await _forest.Descriptor(RootPdc, RootScope)).ExplicitAces.ToList();
        Assert.Equivalent(reversed, sorted, strict: true);
        Assert.NotEqual(reversed, sorted);

        var odd = sorted.Append(SddlParser.ParseAce($"(D;;WP;;;{_forest.SidOf(ReaderAccount)})")).ToList();
        await _forest.Write(RootPdc, RootScope, before.WithDacl(new Acl(odd)));
        Assert.Equal(odd, (await _forest.Descriptor(RootPdc, RootScope)).ExplicitAces);
    }

    [Fact]
    public async Task TokenGroups_OfANestedAdministrator_HoldDomainAdminsAndTheDomainsOwnAdministrators()
    {
        var groups = (await _forest.Read(RootPdc, NestedAdministrator, "tokenGroups")).Attributes["tokenGroups"].Select(value => Sid.Read(value).ToString()).ToList();

        Assert.Contains(_forest.SidOf(@"CONTOSO\Domain Admins"), groups);
        Assert.Contains("S-1-5-32-544", groups);
        Assert.Contains(_forest.SidOf(@"CONTOSO\Domain Users"), groups);
        Assert.DoesNotContain(_forest.SidOf(@"EMEA\Domain Users"), groups);
    }

    [Theory]
    [InlineData("no-such-dc.contoso.example", RelayAccount, DirectoryFault.UnknownHost)]
    [InlineData(RootPdc, @"CONTOSO\nobody", DirectoryFault.Credentials)]
    [InlineData(RootPdc, @"CONTOSO\krbtgt", DirectoryFault.Credentials)]
    public async Task AConnection_ThatCannotBe_SaysWhy(string server, string account, DirectoryFault fault)
    {
        var thrown = await Assert.ThrowsAsync<DirectoryException>(() => _forest.Search(server, DirectorySearch.Object("", "dnsHostName"), account));

        Assert.Equal(fault, thrown.Fault);
    }

    [Theory]
    [InlineData("CN=Nobody,OU=Staff,DC=contoso,DC=example", "(objectClass=*)", DirectoryFault.NoSuchObject)]
    [InlineData("no name at all", "(objectClass=*)", DirectoryFault.Refused)]
    [InlineData(RootScope, "(objectClass=*", DirectoryFault.Refused)]
    public async Task ASearch_ThatCannotBe_SaysWhy(string dn, string filter, DirectoryFault fault)
    {
        var thrown = await Assert.ThrowsAsync<DirectoryException>(() =>
            _forest.Search(RootPdc, new DirectorySearch(dn, SearchDepth.Base, filter, ["name"])));

        Assert.Equal(fault, thrown.Fault);
    }
}
