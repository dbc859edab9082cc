using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Simulation.Forest.Building;

namespace PasswordWriteback.Simulation.Tests.Forest;

public sealed class TreesTests
{
    [Fact]
    public async Task ASecondTreeInTheForest_IsDiscoveredWithItsOwnNameControllersAndRoles()
    {
        var forest = new ForestBuilder()
            .Domain("corp.example", "CORP", domain => domain.Controller("dc1", "A").Controller("dc2", "A"))
            .Domain("emea.corp.example", "EMEA", domain => domain.Controller("dc3", "A"))
            .Domain("fabrikam.test", "FABRIKAM", domain => domain.Controller("dc4", "A").Controller("dc5", "A", readOnly: true))
            .Build(new ManualClock());

        var found = await new ForestDiscoverer(forest.ConnectorFor(@"CORP\Administrator")).DiscoverAsync(TestContext.Current.CancellationToken);

        Assert.Empty(found.Gaps);
        Assert.Equal("corp.example", found.Forest.RootDnsName);
        Assert.Equal(["corp.example", "emea.corp.example", "fabrikam.test"], found.Forest.Domains.Select(domain => domain.DnsName).Order(StringComparer.Ordinal));
        var tree = found.Forest.Domains.Single(domain => domain.DnsName == "fabrikam.test");
        Assert.Equal(("DC=fabrikam,DC=test", "FABRIKAM", "dc4.fabrikam.test"), (tree.Dn, tree.NetBiosName, tree.PdcEmulator?.HostName));
        Assert.Equal([("dc4.fabrikam.test", false), ("dc5.fabrikam.test", true)], tree.Controllers.Select(dc => (dc.HostName, dc.IsReadOnly)).Order());
        Assert.Equal(
            [FsmoRole.PdcEmulator, FsmoRole.RidMaster, FsmoRole.InfrastructureMaster],
            found.Forest.Roles!.Where(role => role is { Domain: "fabrikam.test", Holder.Value.Name: "dc4.fabrikam.test" }).Select(role => role.Role));
        Assert.Equal(["dc1.corp.example", "dc1.corp.example"], found.Forest.Roles!.Where(role => role.Domain is null).Select(role => role.Holder.Value?.Name));
        Assert.Equal(3, found.Forest.Domains.Select(domain => domain.Sid).Distinct(StringComparer.Ordinal).Count());
    }
}
