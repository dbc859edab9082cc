using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Forest.Building;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest;

/// <summary>What may be different about the forest of <see cref="DemoForest"/>.</summary>
public sealed record DemoForestOptions
{
    /// <summary>The usual forest.</summary>
    public static DemoForestOptions Default { get; } = new();

    /// <summary>How often the sites replicate.</summary>
    public TimeSpan SiteInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Adds a service account with a service principal name inside a synchronized unit: the blast radius is not clean.</summary>
    public bool ServiceAccountInScope { get; init; }

    /// <summary>Adds an inetOrgPerson inside a synchronized unit: permissions for users do not reach it.</summary>
    public bool InetOrgPersonInScope { get; init; }

    /// <summary>
    /// Takes from the root's head the rights over password bits that a new domain gives to all signed-in accounts, Unexpire
    /// Password among them: then a reset expires at once until the connector account is granted it.
    /// </summary>
    public bool HardenedHead { get; init; }
}

/// <summary>
/// The forest of the demo and of most tests: contoso.example and its child emea.contoso.example, five domain controllers in
/// three sites, 80 enabled and 4 disabled users in the synchronized units, an unprepared connector account.
/// See the constants for who is who.
/// </summary>
public static class DemoForest
{
    /// <summary>The root domain.</summary>
    public const string RootDomain = "contoso.example";

    /// <summary>The child domain.</summary>
    public const string ChildDomain = "emea.contoso.example";

    /// <summary>PDC emulator of the root domain, in Zurich; Entra Connect uses it.</summary>
    public const string RootPdc = "zrh-dc1.contoso.example";

    /// <summary>Second domain controller of the root domain, in Dublin.</summary>
    public const string RootSecond = "dub-dc1.contoso.example";

    /// <summary>Read-only domain controller of the root domain, in Geneva.</summary>
    public const string RootReadOnly = "gva-rodc1.contoso.example";

    /// <summary>PDC emulator of the child domain, in Dublin.</summary>
    public const string ChildPdc = "dub-dc2.emea.contoso.example";

    /// <summary>Second domain controller of the child domain, in Zurich; Entra Connect uses it.</summary>
    public const string ChildSecond = "zrh-dc2.emea.contoso.example";

    /// <summary>The synchronized unit of the root domain.</summary>
    public const string RootScope = "OU=Staff,DC=contoso,DC=example";

    /// <summary>The synchronized unit of the child domain.</summary>
    public const string ChildScope = "OU=People,DC=emea,DC=contoso,DC=example";

    /// <summary>The unit below <see cref="RootScope"/> that inherits nothing.</summary>
    public const string BlockedUnit = "OU=Payroll,OU=Staff,DC=contoso,DC=example";

    /// <summary>Entra Connect's connector account: replication rights, none of writeback's.</summary>
    public const string ConnectorAccount = @"CONTOSO\MSOL_4f1d2c3b5a69";

    /// <summary>An account for the relay that may write the DACLs of both scopes and both heads, and read password settings.</summary>
    public const string RelayAccount = @"CONTOSO\svc-pwb-relay";

    /// <summary>An account for the relay that may only read what everyone may.</summary>
    public const string ReaderAccount = @"CONTOSO\svc-pwb-reader";

    /// <summary>A domain administrator.</summary>
    public const string Administrator = @"CONTOSO\Administrator";

    /// <summary>The synchronized, unprivileged user that the canary resets.</summary>
    public const string CanaryUser = "CN=Wanda Kanari,OU=Staff,DC=contoso,DC=example";

    /// <summary>Its logon name.</summary>
    public const string CanaryLogonName = "wanda.kanari";

    /// <summary>Its user principal name.</summary>
    public const string CanaryPrincipalName = "wanda.kanari@contoso.example";

    /// <summary>A synchronized user who is in Domain Admins through two groups.</summary>
    public const string NestedAdministrator = "CN=Ines Moreau,OU=IT,OU=Staff,DC=contoso,DC=example";

    /// <summary>A synchronized user who left the protected groups, but not the protection.</summary>
    public const string OrphanedAdministrator = "CN=Otto Vogel,OU=IT,OU=Staff,DC=contoso,DC=example";

    /// <summary>The Entra tenant that Entra Connect names in the connector account's description.</summary>
    public const string Tenant = "contoso.onmicrosoft.com";

    /// <summary>The computer that runs Entra Connect.</summary>
    public const string ConnectServer = "ZRH-SYNC1";

    /// <summary>Head of the root domain.</summary>
    public const string RootDn = "DC=contoso,DC=example";

    private const string ChildDn = "DC=emea,DC=contoso,DC=example";
    private const string Replicate = "(OA;;CR;1131f6aa-9c07-11d1-f79f-00c04fc2dcd2;;{0})(OA;;CR;1131f6ad-9c07-11d1-f79f-00c04fc2dcd2;;{0})";

    /// <summary>An Entra Connect server as it fits this forest: it synchronizes both scopes, and uses the controllers in Zurich.</summary>
    /// <param name="tenantId">The tenant that it is bound to.</param>
    public static ConnectServerOptions ConnectOptions(Guid tenantId) => new()
    {
        Forest = RootDomain,
        Account = ConnectorAccount,
        Containers = [RootScope, ChildScope],
        PreferredControllers = [RootPdc, ChildSecond],
        LastUsedController = RootPdc,
        ServerName = ConnectServer,
        TenantId = tenantId,
    };

    /// <summary>Builds the forest, at rest at the clock's present time.</summary>
    public static SimulatedForest Build(TimeProvider clock, DemoForestOptions? options = null)
    {
        options ??= DemoForestOptions.Default;
        return new ForestBuilder(seed: 20261121)
            .Domain(RootDomain, "CONTOSO", domain => Root(domain, options))
            .Domain(ChildDomain, "EMEA", Child)
            .SiteLink("Zurich", "Dublin", options.SiteInterval)
            .SiteLink("Zurich", "Geneva", options.SiteInterval)
            .Grant(RootDn, ConnectorAccount, Replicate)
            .Grant(ChildDn, ConnectorAccount, Replicate)
            .Grant(RootDn, RelayAccount, "(A;;WD;;;{0})")
            .Grant(ChildDn, RelayAccount, "(A;;WD;;;{0})")
            .Grant(RootScope, RelayAccount, "(A;;WD;;;{0})")
            .Grant(ChildScope, RelayAccount, "(A;;WD;;;{0})")
            .Grant($"CN=Password Settings Container,CN=System,{RootDn}", RelayAccount, "(A;CI;RPLCRC;;;{0})")
            .Grant($"CN=Password Settings Container,CN=System,{ChildDn}", RelayAccount, "(A;CI;RPLCRC;;;{0})")
            .Build(clock);
    }

    private static void Root(DomainBuilder domain, DemoForestOptions options)
    {
        domain
            .Controller("zrh-dc1", "Zurich", propagator: new PropagatorSpeed(TimeSpan.FromSeconds(20), 2))
            .Controller("dub-dc1", "Dublin", propagator: new PropagatorSpeed(TimeSpan.FromMinutes(2), 1))
            .Controller("gva-rodc1", "Geneva", readOnly: true, propagator: new PropagatorSpeed(TimeSpan.FromMinutes(5), 0.5))
            .UserPrincipalNameSuffix("contoso.example")
            .PasswordPolicy(minimumAge: TimeSpan.FromDays(1), minimumLength: 12)
            .UsersContainer(users => DemoPeople.AddConnectorAccount(users, "MSOL_4f1d2c3b5a69", ConnectServer, Tenant))
            .OrganizationalUnit("Service Accounts", DemoPeople.AddServiceAccounts)
            .OrganizationalUnit("Groups", groups => groups.Group("Tier 0 Operators", "Domain Admins").Group("IT Leads", "Tier 0 Operators").Group("Sales Team"))
            .OrganizationalUnit("Staff", staff => DemoPeople.AddStaff(staff, options))
            .PasswordSettings("Sales Passphrases", precedence: 10, TimeSpan.FromDays(1), minimumLength: 16, "Sales Team");
        if (options.HardenedHead)
        {
            domain.HardenHead();
        }
    }

    private static void Child(DomainBuilder domain) => domain
        .Controller("dub-dc2", "Dublin", propagator: new PropagatorSpeed(TimeSpan.FromSeconds(30), 2))
        .Controller("zrh-dc2", "Zurich", propagator: new PropagatorSpeed(TimeSpan.FromMinutes(3), 1))
        .UserPrincipalNameSuffix("contoso.example")
        .PasswordPolicy(minimumAge: TimeSpan.Zero, minimumLength: 12)
        .OrganizationalUnit("People", people => people
            .OrganizationalUnit("Dublin", unit => DemoPeople.AddMany(unit, first: 44, count: 19))
            .OrganizationalUnit("Lisbon", unit => DemoPeople.AddMany(unit, first: 63, count: 16)));
}
