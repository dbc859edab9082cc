using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.Ldap;

/// <summary>The relay's own LDAP code against real domain controllers.</summary>
[Collection(Forests.OfProcesses)]
public sealed class DirectoryTests(FreshForest fresh) : SambaTest(fresh)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Search_PageByPage_GivesEveryObjectOnce()
    {
        await using var connection = await Lab.Connector().ConnectAsync("dc1." + Lab.Env.Domain, Stop);
        var all = await connection.ReadAllAsync(
            new DirectorySearch(Lab.Env.BaseDn, SearchDepth.Subtree, "(objectClass=user)", ["sAMAccountName"]) { PageSize = 1000 }, Stop);

        var paged = await connection.ReadAllAsync(
            new DirectorySearch(Lab.Env.BaseDn, SearchDepth.Subtree, "(objectClass=user)", ["sAMAccountName"]) { PageSize = 7 }, Stop);

        Assert.True(paged.Count >= 50, $"{paged.Count} users");
        Assert.Equal(all.Select(entry => entry.Dn).Order(), paged.Select(entry => entry.Dn).Order());
    }

    [Fact]
    public async Task Descriptor_ReadOverLdap_IsWhatSambaReadsFromItsDatabase()
    {
        await using var connection = await Lab.Connector().ConnectAsync("dc2." + Lab.Env.Domain, Stop);
        foreach (var name in new[] { "staffOu", "partnersOu", "protectedAdmin", "cannotChangePassword" })
        {
            var ours = await connection.ReadDescriptorAsync(Lab.Env.Object(name), Stop);
            var sambas = await Lab.DescriptorAsync("dc2", Lab.Env.Object(name));

            Assert.Null(ours.Owner);
            Assert.Equal(sambas.Dacl.Select(ace => ace.Hex), ours.Dacl!.Aces.Select(ace => Convert.ToHexStringLower(ace.Bytes)));
        }
    }

    [Fact]
    public async Task WriteDacl_LeavesOwnerGroupAndInheritedEntriesAsTheyAre()
    {
        var dn = Lab.Env.Object("serviceOu");
        var before = await Lab.DescriptorAsync("dc1", dn);
        await using var connection = await Lab.Connector().ConnectAsync("dc1." + Lab.Env.Domain, Stop);
        var read = await connection.ReadDescriptorAsync(dn, Stop);
        var ace = SddlParser.ParseAce($"(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;{Lab.Env.Accounts["connector"].Sid})");

        await connection.WriteDaclAsync(dn, read.WithDacl(read.Dacl!.InsertCanonical(ace)).ToBytes(), Stop);

        var after = await Lab.DescriptorAsync("dc1", dn);
        Assert.Equal((before.Owner, before.Group), (after.Owner, after.Group));
        Assert.Equal([Convert.ToHexStringLower(ace.Bytes)], after.Dacl.Select(item => item.Hex).Except(before.Dacl.Select(item => item.Hex)));
        Assert.Equal(before.Dacl.Count + 1, after.Dacl.Count);
    }

    [Fact]
    public async Task WriteDacl_WithoutTheRight_IsDenied()
    {
        var dn = Lab.Env.Object("staffOu");
        await using var connection = await Lab.Connector("reader").ConnectAsync("dc1." + Lab.Env.Domain, Stop);
        var read = await connection.ReadDescriptorAsync(dn, Stop);

        var fault = await Assert.ThrowsAsync<DirectoryException>(() => connection.WriteDaclAsync(dn, read.ToBytes(), Stop));

        Assert.Equal(DirectoryFault.AccessDenied, fault.Fault);
    }

    [Fact]
    public async Task Discovery_FindsTheForestAsItIs()
    {
        var discovered = await new ForestDiscoverer(Lab.Connector("reader")).DiscoverAsync(Stop);

        Assert.Empty(discovered.Gaps);
        var domain = Assert.Single(discovered.Forest.Domains);
        Assert.Equal(
            (Lab.Env.BaseDn, Lab.Env.Domain, Lab.Env.Netbios, Lab.Env.DomainSid), (domain.Dn, domain.DnsName, domain.NetBiosName, domain.Sid));
        Assert.Equal(Lab.Env.Dcs.Select(dc => dc.Host).Order(), domain.Controllers.Select(controller => controller.HostName).Order());
        Assert.Equal(Lab.Env.Dc("dc1").Host, domain.PdcEmulator?.HostName);
        Assert.All(domain.Controllers, controller => Assert.NotNull(controller.InvocationId));
        Assert.All(domain.Controllers, controller => Assert.Equal(("Default-First-Site-Name", false), (controller.Site, controller.IsReadOnly)));
        var link = Assert.Single(discovered.Forest.SiteLinks!);
        Assert.Equal(("DEFAULTIPSITELINK", TimeSpan.FromHours(3), TimeSpan.Zero), (link.Name, link.LongestWait, link.LongestClosed));
        Assert.Equal(["Default-First-Site-Name"], link.Sites);
    }

    [Fact]
    public async Task Discovery_FindsEveryRole_OnTheControllerThatHoldsIt()
    {
        var infrastructure = $"CN=Infrastructure,{Lab.Env.BaseDn}";
        await Lab.ChangeAsync(Role(infrastructure, "DC2"));
        try
        {
            var forest = (await new ForestDiscoverer(Lab.Connector("reader")).DiscoverAsync(Stop)).Forest;

            var (dc1, dc2) = (Lab.Env.Dc("dc1").Host, Lab.Env.Dc("dc2").Host);
            Assert.Equal(
                [
                    (FsmoRole.SchemaMaster, null, dc1), (FsmoRole.DomainNamingMaster, null, dc1), (FsmoRole.PdcEmulator, Lab.Env.Domain, dc1),
                    (FsmoRole.RidMaster, Lab.Env.Domain, dc1), (FsmoRole.InfrastructureMaster, Lab.Env.Domain, dc2),
                ],
                forest.Roles!.Select(role => (role.Role, role.Domain, role.Holder.Value?.Name)));
            Assert.All(forest.Roles!, role => Assert.Equal(FsmoHolderState.Listed, role.Holder.Value!.State));
        }
        finally
        {
            await Lab.ChangeAsync(Role(infrastructure, "DC1"));
        }
    }

    [Fact]
    public async Task Discovery_FindsLinksBetweenSites_WithCostIntervalAndSchedule()
    {
        var sites = $"CN=Sites,CN=Configuration,{Lab.Env.BaseDn}";
        var links = $"CN=IP,CN=Inter-Site Transports,{sites}";
        string[] added = [$"CN=Branch,{sites}", $"CN=Nightly,{links}", $"CN=Notified,{links}"];

        // Open from 22 to 24 every day, in UTC (SCHEDULE, MS-ADTS 6.1.4.6).
        byte[] nightly =
        [
            188, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0,
            .. Enumerable.Range(0, 7 * 24).Select(hour => (byte)(hour % 24 >= 22 ? 0x0F : 0)),
        ];
        var joined = $"siteList: CN=Default-First-Site-Name,{sites}\nsiteList: CN=Branch,{sites}\n";
        await Lab.ChangeAsync(
            $"dn: {added[0]}\nchangetype: add\nobjectClass: site\n\n"
            + $"dn: {added[1]}\nchangetype: add\nobjectClass: siteLink\n{joined}cost: 50\nreplInterval: 30\nschedule:: {Convert.ToBase64String(nightly)}\n\n"
            + $"dn: {added[2]}\nchangetype: add\nobjectClass: siteLink\n{joined}options: 1\n");
        try
        {
            var discovered = await new ForestDiscoverer(Lab.Connector("reader")).DiscoverAsync(Stop);

            Assert.Empty(discovered.Gaps);
            var found = discovered.Forest.SiteLinks!.ToDictionary(link => link.Name, StringComparer.Ordinal);
            Assert.Equal(["DEFAULTIPSITELINK", "Nightly", "Notified"], found.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(["Branch", "Default-First-Site-Name"], found["Nightly"].Sites.Order(StringComparer.Ordinal));
            Assert.Equal((50, TimeSpan.FromMinutes(30), TimeSpan.FromHours(22)), (found["Nightly"].Cost, found["Nightly"].Interval, found["Nightly"].LongestClosed));
            Assert.Equal((100, TimeSpan.FromMinutes(1), TimeSpan.Zero), (found["Notified"].Cost, found["Notified"].Interval, found["Notified"].LongestClosed));
        }
        finally
        {
            await Lab.ChangeAsync(string.Join("\n", added.Reverse().Select(dn => $"dn: {dn}\nchangetype: delete\n")));
        }
    }

    [Fact]
    public async Task ConnectorAccount_IsFoundByItsWitnesses()
    {
        var forest = (await new ForestDiscoverer(Lab.Connector()).DiscoverAsync(Stop)).Forest;

        var account = await new ConnectorAccountFinder(Lab.Connector()).FindAsync(forest, new ConnectorAccountHint(), Stop);

        Assert.True(account.IsKnown, account.UnknownReason);
        Assert.Equal(Lab.Env.Accounts["connector"].Sid, account.Value.Sid);
        Assert.Equal([ConnectorWitness.ReplicationRights, ConnectorWitness.Description], account.Value.Witnesses);
        Assert.NotNull(account.Value.DescribedTenant);
    }

    [Theory]
    [InlineData("sam")]
    [InlineData("netbios")]
    [InlineData("dn")]
    [InlineData("sid")]
    public async Task ConnectorAccount_IsFoundUnderEveryName(string form)
    {
        var connector = Lab.Env.Accounts["connector"];
        var forest = (await new ForestDiscoverer(Lab.Connector()).DiscoverAsync(Stop)).Forest;
        var name = form switch
        {
            "sam" => connector.SamAccountName,
            "netbios" => $"{Lab.Env.Netbios}\\{connector.SamAccountName}",
            "dn" => connector.Dn,
            _ => connector.Sid,
        };

        var account = await new ConnectorAccountFinder(Lab.Connector()).FindAsync(forest, new ConnectorAccountHint(name), Stop);

        Assert.Equal(connector.Sid, account.Value?.Sid);
    }

    [Fact]
    public async Task ConnectorAccount_NamedDifferentlyByConnect_IsUnknown()
    {
        var forest = (await new ForestDiscoverer(Lab.Connector()).DiscoverAsync(Stop)).Forest;

        var account = await new ConnectorAccountFinder(Lab.Connector()).FindAsync(
            forest, new ConnectorAccountHint("reader", $"{Lab.Env.Netbios}\\{Lab.Env.Accounts["connector"].SamAccountName}"), Stop);

        Assert.False(account.IsKnown);
        Assert.Contains("Entra Connect uses", account.UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_HoldsPrimaryNestedAndBuiltinGroups()
    {
        var forest = (await new ForestDiscoverer(Lab.Connector()).DiscoverAsync(Stop)).Forest;
        var domain = Sid.Parse(Lab.Env.DomainSid);

        var token = await new TokenBuilder(Lab.Connector()).BuildAsync(forest, Lab.Env.Accounts["relay"].Dn, forest.Domains[0], Stop);

        Assert.Empty(token.Gaps);
        Assert.Superset(
            new HashSet<Sid>
            {
                Sid.Parse(Lab.Env.Accounts["relay"].Sid), domain.Append(WellKnownRids.DomainUsers), domain.Append(WellKnownRids.DomainAdmins),
                WellKnownSids.BuiltinAdministrators, WellKnownSids.BuiltinUsers, WellKnownSids.PreWindows2000CompatibleAccess,
                WellKnownSids.Everyone, WellKnownSids.AuthenticatedUsers,
            },
            token.Sids.ToHashSet());
    }

    private string Role(string dn, string server) => $"dn: {dn}\nchangetype: modify\nreplace: fSMORoleOwner\n"
        + $"fSMORoleOwner: CN=NTDS Settings,CN={server},CN=Servers,CN=Default-First-Site-Name,CN=Sites,CN=Configuration,{Lab.Env.BaseDn}\n";
}
