using System.Globalization;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Building;

/// <summary>Fills an organizational unit or container.</summary>
public sealed class ContainerBuilder
{
    private const int NormalAccount = 0x200;
    private const int AccountDisabled = 0x2;
    private const int PasswordNeverExpires = 0x1_0000;
    private const int NormalUserType = 0x3000_0000;
    private const int GroupType = 0x1000_0000;
    private const int LocalGroupType = 0x2000_0000;
    private const uint Security = 0x8000_0000;
    private const long NeverExpires = long.MaxValue;

    private readonly ForestDraft _draft;
    private readonly DomainState _domain;

    internal ContainerBuilder(ForestDraft draft, DomainState domain, string dn)
    {
        _draft = draft;
        _domain = domain;
        Dn = dn;
    }

    /// <summary>Distinguished name.</summary>
    public string Dn { get; }

    /// <summary>Adds an organizational unit.</summary>
    public ContainerBuilder OrganizationalUnit(string name, Action<ContainerBuilder>? build = null)
    {
        var dn = DistinguishedName.Child("OU", name, Dn);
        _draft.Create(_domain, _domain.Dn, dn, "organizationalUnit");
        build?.Invoke(new ContainerBuilder(_draft, _domain, dn));
        return this;
    }

    /// <summary>Turns inheritance off here: administrators of the domain keep full control, authenticated users may read.</summary>
    public ContainerBuilder BlockInheritance()
    {
        _draft.Protect(Dn, "D:P(A;CI;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)(A;CI;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)(A;CI;RPLCLORC;;;AU)");
        return this;
    }

    /// <summary>Adds a user.</summary>
    /// <param name="samAccountName">Logon name.</param>
    /// <param name="displayName">First name, blank, last name; also the common name.</param>
    /// <param name="options">What is special about the user.</param>
    public ContainerBuilder User(string samAccountName, string displayName, UserOptions? options = null)
    {
        options ??= UserOptions.Ordinary;
        var dn = DistinguishedName.Child("CN", displayName, Dn);
        var created = Account(dn, options.InetOrgPerson ? "inetOrgPerson" : "user", samAccountName, _domain.NextRid++, UserAttributes(samAccountName, displayName, options));
        if (options.OrphanedAdminCount)
        {
            _draft.Protect(created.Dn, DefaultDescriptors.AdminSdHolder);
        }

        foreach (var group in options.MemberOf)
        {
            _draft.AddMember(FindGroup(group), dn);
        }

        return this;
    }

    /// <summary>Adds a global security group.</summary>
    /// <param name="samAccountName">Its name.</param>
    /// <param name="memberOf">Groups of the same domain that hold it, by sAMAccountName.</param>
    public ContainerBuilder Group(string samAccountName, params IReadOnlyList<string> memberOf)
    {
        var created = GroupWithRid(samAccountName, _domain.NextRid++, GroupScope.Global);
        foreach (var group in memberOf)
        {
            _draft.AddMember(FindGroup(group), created.Dn);
        }

        return this;
    }

    internal ObjectState GroupWithRid(string name, uint rid, GroupScope scope, Sid? sid = null, bool critical = false)
    {
        var builtin = scope == GroupScope.Builtin ? 1u : 0;
        var kind = scope == GroupScope.Builtin ? (uint)GroupScope.DomainLocal : (uint)scope;
        List<(string, IReadOnlyList<byte[]>)> attributes =
        [
            ("groupType", [LdapValue.Integer((int)(Security | kind | builtin))]),
            ("sAMAccountType", [LdapValue.Integer(kind == (uint)GroupScope.DomainLocal ? LocalGroupType : GroupType)]),
        ];
        if (critical)
        {
            attributes.Add(("isCriticalSystemObject", [LdapValue.Boolean(value: true)]));
        }

        return Account(DistinguishedName.Child("CN", name, Dn), "group", name, rid, attributes, sid);
    }

    internal ObjectState Account(
        string dn, string className, string sam, uint rid, IEnumerable<(string, IReadOnlyList<byte[]>)> attributes, Sid? sid = null) =>
        _draft.Create(_domain, _domain.Dn, dn, className,
        [
            ("sAMAccountName", [LdapValue.Text(sam)]),
            ("objectSid", [(sid ?? Sid.Parse(_domain.Sid).Append(rid)).ToBytes()]),
            .. attributes,
        ]);

    internal ObjectState FindGroup(string samAccountName) =>
        _draft.State.PdcEmulator(_domain).Objects.Values.FirstOrDefault(entry =>
            entry.ClassName == "group" && string.Equals(entry.Text("sAMAccountName"), samAccountName, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"{_domain.DnsName} has no group '{samAccountName}'; add it before its members.", nameof(samAccountName));

    internal IEnumerable<(string Name, IReadOnlyList<byte[]> Values)> UserAttributes(string sam, string displayName, UserOptions options)
    {
        var now = _draft.State.Now;
        var control = NormalAccount | (options.Disabled ? AccountDisabled : 0) | (options.PasswordNeverExpires ? PasswordNeverExpires : 0);
        yield return ("displayName", [LdapValue.Text(displayName)]);
        yield return ("givenName", [LdapValue.Text(displayName.Split(' ')[0])]);
        yield return ("sn", [LdapValue.Text(displayName.Split(' ')[^1])]);
        yield return ("userPrincipalName", [LdapValue.Text($"{sam}@{_domain.UserPrincipalNameSuffix}")]);
        yield return ("mail", [LdapValue.Text($"{sam}@{_domain.UserPrincipalNameSuffix}")]);
        yield return ("sAMAccountType", [LdapValue.Integer(NormalUserType)]);
        yield return ("userAccountControl", [LdapValue.Integer(control)]);
        yield return ("primaryGroupID", [LdapValue.Text(WellKnownRids.DomainUsers.ToString(CultureInfo.InvariantCulture))]);
        yield return ("pwdLastSet", [LdapValue.FileTime(now - options.PasswordAge)]);
        yield return ("lockoutTime", [options.LockedOut ? LdapValue.FileTime(now) : LdapValue.Integer(0)]);
        yield return ("accountExpires", [LdapValue.Integer(NeverExpires)]);
        yield return ("whenCreated", [LdapValue.Time(now - options.Age)]);
        if (options.Description is not null)
        {
            yield return ("description", [LdapValue.Text(options.Description)]);
        }

        if (options.ServicePrincipalNames.Count > 0)
        {
            yield return ("servicePrincipalName", LdapValue.Texts(options.ServicePrincipalNames));
        }

        if (options.OrphanedAdminCount)
        {
            yield return ("adminCount", [LdapValue.Integer(1)]);
        }
    }
}

/// <summary>Reach of a group (bits of groupType).</summary>
internal enum GroupScope
{
    /// <summary>A group of the BUILTIN domain.</summary>
    Builtin = 1,

    /// <summary>Global.</summary>
    Global = 2,

    /// <summary>Domain-local.</summary>
    DomainLocal = 4,

    /// <summary>Universal.</summary>
    Universal = 8,
}
