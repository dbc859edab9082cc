using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Building;

/// <summary>What every new domain has: head, containers, AdminSDHolder, default accounts and groups.</summary>
internal static class DomainSkeleton
{
    private const int ServerTrust = 0x2000;
    private const int TrustedForDelegation = 0x8_0000;
    private const int WorkstationTrust = 0x1000;
    private const int TrustedToAuthenticate = 0x100_0000;
    private const int PartialSecrets = 0x400_0000;
    private const int MachineAccountType = 0x3000_0001;
    private const string DefaultPolicy = "{31B2F340-016D-11D2-945F-00C04FB984F9}";

    /// <summary>Creates it.</summary>
    public static void Create(ForestDraft draft, DomainState domain, PasswordPolicyPlan policy)
    {
        var dn = domain.Dn;
        draft.Create(domain, dn, dn, "domainDNS",
        [
            ("objectSid", [Sid.Parse(domain.Sid).ToBytes()]),
            ("fSMORoleOwner", [LdapValue.Text(draft.State.PdcEmulator(domain).SettingsDn)]),
            ("rIDManagerReference", [LdapValue.Text($"CN=RID Manager$,CN=System,{dn}")]),
            ("msDS-Behavior-Version", [LdapValue.Integer(7)]),
            ("minPwdAge", [LdapValue.Duration(policy.MinimumAge)]),
            ("maxPwdAge", [LdapValue.Duration(policy.MaximumAge)]),
            ("minPwdLength", [LdapValue.Integer(policy.MinimumLength)]),
            ("pwdHistoryLength", [LdapValue.Integer(policy.History)]),
            ("pwdProperties", [LdapValue.Integer(1)]),
            ("lockoutThreshold", [LdapValue.Integer(0)]),
            ("gPLink", [LdapValue.Text($"[LDAP://CN={DefaultPolicy},CN=Policies,CN=System,{dn};0]")]),
        ]);
        draft.Create(domain, dn, $"CN=Builtin,{dn}", "builtinDomain");
        foreach (var name in (string[])["Users", "Computers", "System", "ForeignSecurityPrincipals"])
        {
            Container(draft, domain, $"CN={name},{dn}");
        }

        draft.Create(domain, dn, $"OU=Domain Controllers,{dn}", "organizationalUnit", null, DefaultDescriptors.DomainControllers);
        draft.Create(domain, dn, $"CN=AdminSDHolder,CN=System,{dn}", "container", null, DefaultDescriptors.AdminSdHolder);
        draft.Create(domain, dn, $"CN=Password Settings Container,CN=System,{dn}", "msDS-PasswordSettingsContainer");
        Container(draft, domain, $"CN=Policies,CN=System,{dn}");
        draft.Create(domain, dn, $"CN={DefaultPolicy},CN=Policies,CN=System,{dn}", "groupPolicyContainer",
        [
            ("displayName", [LdapValue.Text("Default Domain Policy")]),
            ("gPCFileSysPath", [LdapValue.Text($@"\\{domain.DnsName}\sysvol\{domain.DnsName}\Policies\{DefaultPolicy}")]),
            ("gPCFunctionalityVersion", [LdapValue.Integer(2)]),
            ("versionNumber", [LdapValue.Integer(3)]),
            ("flags", [LdapValue.Integer(0)]),
        ]);
        RoleHolder(draft, domain, $"CN=RID Manager$,CN=System,{dn}", "rIDManager");
        RoleHolder(draft, domain, $"CN=Infrastructure,{dn}", "infrastructureUpdate");
        DefaultAccounts.Create(draft, domain);
    }

    /// <summary>The computer account of a domain controller.</summary>
    public static void AddController(ForestDraft draft, DomainState domain, ControllerState controller)
    {
        var name = controller.HostName.Split('.')[0];
        var dn = $"CN={name.ToUpperInvariant()},OU=Domain Controllers,{domain.Dn}";
        var control = controller.ReadOnly
            ? WorkstationTrust | TrustedToAuthenticate | PartialSecrets
            : ServerTrust | TrustedForDelegation;
        new ContainerBuilder(draft, domain, $"OU=Domain Controllers,{domain.Dn}").Account(
            dn, "computer", $"{name.ToUpperInvariant()}$", domain.NextRid++,
            [
                ("userAccountControl", [LdapValue.Integer(control)]),
                ("sAMAccountType", [LdapValue.Integer(MachineAccountType)]),
                ("primaryGroupID", [LdapValue.Integer(
                    controller.ReadOnly ? WellKnownRids.ReadOnlyDomainControllers : WellKnownRids.DomainControllers)]),
                ("dNSHostName", [LdapValue.Text(controller.HostName)]),
                ("servicePrincipalName", LdapValue.Texts([$"HOST/{controller.HostName}", $"ldap/{controller.HostName}"])),
                ("operatingSystem", [LdapValue.Text("Windows Server 2022 Standard")]),
                ("operatingSystemVersion", [LdapValue.Text("10.0 (20348)")]),
                ("isCriticalSystemObject", [LdapValue.Boolean(value: true)]),
            ]);
    }

    /// <summary>A fine-grained password policy.</summary>
    public static void AddPasswordSettings(
        ForestDraft draft, DomainState domain, string name, int precedence, TimeSpan minimumAge, int minimumLength, IReadOnlyList<string> groups)
    {
        var users = new ContainerBuilder(draft, domain, $"CN=Users,{domain.Dn}");
        draft.Create(domain, domain.Dn, $"CN={name},CN=Password Settings Container,CN=System,{domain.Dn}", "msDS-PasswordSettings",
        [
            ("msDS-PasswordSettingsPrecedence", [LdapValue.Integer(precedence)]),
            ("msDS-MinimumPasswordAge", [LdapValue.Duration(minimumAge)]),
            ("msDS-MaximumPasswordAge", [LdapValue.Duration(TimeSpan.FromDays(90))]),
            ("msDS-MinimumPasswordLength", [LdapValue.Integer(minimumLength)]),
            ("msDS-PasswordHistoryLength", [LdapValue.Integer(24)]),
            ("msDS-PasswordComplexityEnabled", [LdapValue.Boolean(value: true)]),
            ("msDS-PasswordReversibleEncryptionEnabled", [LdapValue.Boolean(value: false)]),
            ("msDS-LockoutThreshold", [LdapValue.Integer(0)]),
            ("msDS-PSOAppliesTo", LdapValue.Texts(groups.Select(group => users.FindGroup(group).Dn))),
        ]);
    }

    private static void Container(ForestDraft draft, DomainState domain, string dn) => draft.Create(domain, domain.Dn, dn, "container");

    private static void RoleHolder(ForestDraft draft, DomainState domain, string dn, string className) => draft.Create(
        domain, domain.Dn, dn, className,
        [("fSMORoleOwner", [LdapValue.Text(draft.State.PdcEmulator(domain).SettingsDn)])],
        DefaultDescriptors.ReadableByAll);
}
