using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Building;

/// <summary>The groups and accounts that a new domain comes with (MS-ADTS 6.1.1.6), and who is in which.</summary>
internal static class DefaultAccounts
{
    private static readonly (string Name, uint Rid)[] Builtin =
    [
        ("Administrators", 544), ("Users", 545), ("Guests", 546), ("Account Operators", 548), ("Server Operators", 549),
        ("Print Operators", 550), ("Backup Operators", 551), ("Replicator", 552), ("Pre-Windows 2000 Compatible Access", 554),
        ("Remote Desktop Users", 555), ("Windows Authorization Access Group", 560),
    ];

    private static readonly (string Name, uint Rid, GroupScope Scope)[] OfDomain =
    [
        ("Domain Admins", 512, GroupScope.Global), ("Domain Users", 513, GroupScope.Global), ("Domain Guests", 514, GroupScope.Global),
        ("Domain Computers", 515, GroupScope.Global), ("Domain Controllers", 516, GroupScope.Global),
        ("Cert Publishers", 517, GroupScope.DomainLocal), ("Group Policy Creator Owners", 520, GroupScope.Global),
        ("Read-only Domain Controllers", 521, GroupScope.Global), ("Cloneable Domain Controllers", 522, GroupScope.Global),
        ("Protected Users", 525, GroupScope.Global), ("Key Admins", 526, GroupScope.Global),
        ("RAS and IAS Servers", 553, GroupScope.DomainLocal), ("DnsAdmins", 1101, GroupScope.DomainLocal),
    ];

    private static readonly (string Name, uint Rid, GroupScope Scope)[] OfRoot =
    [
        ("Enterprise Read-only Domain Controllers", 498, GroupScope.Universal), ("Schema Admins", 518, GroupScope.Universal),
        ("Enterprise Admins", 519, GroupScope.Universal), ("Enterprise Key Admins", 527, GroupScope.Universal),
    ];

    /// <summary>Creates them.</summary>
    public static void Create(ForestDraft draft, DomainState domain)
    {
        var isRoot = domain.DnsName == draft.State.RootDnsName;
        var builtin = new ContainerBuilder(draft, domain, $"CN=Builtin,{domain.Dn}");
        var users = new ContainerBuilder(draft, domain, $"CN=Users,{domain.Dn}");
        foreach (var (name, rid) in Builtin)
        {
            builtin.GroupWithRid(name, rid, GroupScope.Builtin, new Sid(5, 32, rid), critical: true);
        }

        foreach (var (name, rid, scope) in isRoot ? OfDomain.Concat(OfRoot) : OfDomain)
        {
            users.GroupWithRid(name, rid, scope, critical: rid < 1000);
        }

        System(users, "Administrator", WellKnownRids.Administrator, UserOptions.Ordinary);
        System(users, "Guest", 501, new UserOptions { Disabled = true });
        System(users, "krbtgt", WellKnownRids.Krbtgt, new UserOptions { Disabled = true });
        AddMembers(draft, domain, users, isRoot);
    }

    private static void System(ContainerBuilder users, string name, uint rid, UserOptions options) => users.Account(
        $"CN={name},{users.Dn}", "user", name, rid,
        users.UserAttributes(name, name, options).Append(("isCriticalSystemObject", [LdapValue.Boolean(value: true)])));

    private static void AddMembers(ForestDraft draft, DomainState domain, ContainerBuilder users, bool isRoot)
    {
        var everybody = ForeignPrincipal(draft, domain, WellKnownSids.AuthenticatedUsers);
        Add("Users", everybody);
        Add("Pre-Windows 2000 Compatible Access", everybody);
        Add("Users", DnOf("Domain Users"));
        Add("Windows Authorization Access Group", ForeignPrincipal(draft, domain, WellKnownSids.EnterpriseDomainControllers));
        Add("Administrators", DnOf("Domain Admins"));
        Add("Administrators", $"CN=Administrator,{users.Dn}");
        Add("Domain Admins", $"CN=Administrator,{users.Dn}");
        Add("Administrators", $"CN=Enterprise Admins,CN=Users,{draft.State.Domains[0].Dn}");
        if (isRoot)
        {
            Add("Enterprise Admins", $"CN=Administrator,{users.Dn}");
            Add("Schema Admins", $"CN=Administrator,{users.Dn}");
        }

        string DnOf(string group) => users.FindGroup(group).Dn;
        void Add(string group, string memberDn) => draft.AddMember(users.FindGroup(group), memberDn);
    }

    private static string ForeignPrincipal(ForestDraft draft, DomainState domain, Sid sid)
    {
        var dn = $"CN={sid},CN=ForeignSecurityPrincipals,{domain.Dn}";
        draft.Create(domain, domain.Dn, dn, "foreignSecurityPrincipal", [("objectSid", [sid.ToBytes()])]);
        return dn;
    }
}
