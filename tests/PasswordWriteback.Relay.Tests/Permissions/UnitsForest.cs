using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Forest.Building;

namespace PasswordWriteback.Relay.Tests.Permissions;

/// <summary>A forest whose units are synchronized all together, and hold users, none, or some that a reader does not see.</summary>
internal sealed class UnitsForest
{
    public const string Head = "DC=corp,DC=example";
    public const string EmptyDomain = "DC=void,DC=corp,DC=example";
    public const string Reader = @"CORP\reader";
    public const string Administrator = @"CORP\Administrator";
    private const string GeneralInformation = "59ba2f42-79a2-11d0-9020-00c04fc2d3cf";

    public UnitsForest(string account = Administrator)
    {
        Forest = new ForestBuilder()
            .Domain("corp.example", "CORP", Fill)
            .Domain("void.corp.example", "VOID", domain => domain.Controller("dc2", "Home").OrganizationalUnit("Servers"))
            .Grant(Unit("Closed"), Reader, "(D;;LC;;;{0})")
            .Grant(Unit("Inner,Nested"), Reader, "(D;;LC;;;{0})")
            .Grant(Unit("Inner,Curtain"), Reader, "(D;;LC;;;{0})")
            .Grant(Unit("Inner,Undescribed"), Reader, "(D;;RC;;;{0})")
            .Grant($"CN=Vera Veil,{Unit("Veiled")}", Reader, "(D;;RP;;;{0})")
            .Grant($"CN=Tina Type,{Unit("Typeless")}", Reader, $"(OD;;RP;{GeneralInformation};;{{0}})")
            .Build(new ManualClock());
        Connector = new WatchedConnector(Forest.ConnectorFor(account));
    }

    public SimulatedForest Forest { get; }

    public WatchedConnector Connector { get; }

    /// <summary>A unit by name; <c>Inner,Nested</c> is the unit Inner in the unit Nested.</summary>
    public static string Unit(string name) => name == "Users" ? $"CN=Users,{Head}" : $"{string.Join(',', name.Split(',').Select(part => $"OU={part}"))},{Head}";

    public async Task<SelectedScopes> SelectAsync(IReadOnlyList<string> containers, params IReadOnlyList<string> excluded) =>
        await ScopeSelection.SelectAsync(await RequestAsync(containers, excluded), Connector, TestContext.Current.CancellationToken);

    public async Task<bool> IsLeftOutAsync(string unit, params IReadOnlyList<string> excluded)
    {
        var selected = await SelectAsync([Unit(unit)], [.. excluded.Select(Unit)]);
        Assert.Equal([Unit(unit)], [.. selected.Names, .. selected.LeftOut.Select(container => container.Dn)]);
        return selected.Names.Count == 0;
    }

    public async Task<AssessmentRequest> RequestAsync(IReadOnlyList<string> containers, IReadOnlyList<string>? excluded = null)
    {
        var forest = (await new ForestDiscoverer(Connector).DiscoverAsync(TestContext.Current.CancellationToken)).Forest;
        var account = new ConnectorAccount($"CN=MSOL_1,CN=Users,{Head}", "MSOL_1", $"{forest.Domains[0].Sid}-1", "corp.example", [ConnectorWitness.Named], null, null);
        var connector = new DirectoryConnector("corp.example", @"CORP\MSOL_1", containers, [], null) { ExcludedContainers = excluded };
        var connect = new ConnectReading("SYNC1", "2.6.84.0", "2.6.84.0", Staging: false, WritebackEnabled: false, null, [connector], new Dictionary<string, string>());
        return new AssessmentRequest(forest, account, new PermissionSettings(), connect);
    }

    private static void Fill(DomainBuilder domain) => domain
        .Controller("dc1", "Home")
        .UsersContainer(users => users.User("MSOL_1", "MSOL_1").User("AAD_9f3c", "AAD_9f3c").User("krbtgt_4711", "krbtgt_4711"))
        .OrganizationalUnit("Services", unit => unit.User("reader", "Rita Reader"))
        .OrganizationalUnit("Staff", unit => unit.User("anna", "Anna Arnold").User("MSOL_2", "MSOL_2"))
        .OrganizationalUnit("Leavers", unit => unit.User("leo", "Leo Gone", new UserOptions { Disabled = true }))
        .OrganizationalUnit("Partners", unit => unit.User("ivo", "Ivo Netto", new UserOptions { InetOrgPerson = true }))
        .OrganizationalUnit("Deep", unit => unit.OrganizationalUnit("Inner", inner => inner.OrganizationalUnit("Most", most => most.User("dora", "Dora Deep"))))
        .OrganizationalUnit("Groups", unit => unit.Group("Everybody").OrganizationalUnit("Inner"))
        .OrganizationalUnit("Empty")
        .OrganizationalUnit("Kept", unit => unit.OrganizationalUnit("Old", old => old.User("otto", "Otto Old")).User("kim", "Kim Kept"))
        .OrganizationalUnit("Left", unit => unit.OrganizationalUnit("Old", old => old.User("olga", "Olga Old")))
        .OrganizationalUnit("Closed", unit => unit.User("clara", "Clara Closed"))
        .OrganizationalUnit("Nested", unit => unit.OrganizationalUnit("Inner", inner => inner.User("nina", "Nina Nested")))
        .OrganizationalUnit("Curtain", unit => unit.OrganizationalUnit("Inner"))
        .OrganizationalUnit("Undescribed", unit => unit.OrganizationalUnit("Inner"))
        .OrganizationalUnit("Veiled", unit => unit.User("vera", "Vera Veil"))
        .OrganizationalUnit("Typeless", unit => unit.User("tina", "Tina Type"));
}
