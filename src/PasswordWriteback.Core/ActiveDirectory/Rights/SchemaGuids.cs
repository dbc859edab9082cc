using System.Collections.Frozen;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>schemaIDGUIDs of classes that ACEs for password writeback meet (win32 ADSchema; the schema of Windows Server 2016 as Microsoft publishes it).</summary>
public static class SchemaGuids
{
    /// <summary>user.</summary>
    public static readonly Guid User = new("bf967aba-0de6-11d0-a285-00aa003049e2");

    /// <summary>inetOrgPerson.</summary>
    public static readonly Guid InetOrgPerson = new("4828cc14-1437-45bc-9b07-ad6f015e5f28");

    /// <summary>computer.</summary>
    public static readonly Guid Computer = new("bf967a86-0de6-11d0-a285-00aa003049e2");

    /// <summary>group.</summary>
    public static readonly Guid Group = new("bf967a9c-0de6-11d0-a285-00aa003049e2");

    /// <summary>contact.</summary>
    public static readonly Guid Contact = new("5cb41ed0-0e4c-11d0-a286-00aa003049e2");

    /// <summary>domainDNS.</summary>
    public static readonly Guid DomainDns = new("19195a5b-6da0-11d0-afd3-00c04fd930c9");

    /// <summary>organizationalUnit.</summary>
    public static readonly Guid OrganizationalUnit = new("bf967aa5-0de6-11d0-a285-00aa003049e2");

    /// <summary>container.</summary>
    public static readonly Guid Container = new("bf967a8b-0de6-11d0-a285-00aa003049e2");

    /// <summary>builtinDomain.</summary>
    public static readonly Guid BuiltinDomain = new("bf967a81-0de6-11d0-a285-00aa003049e2");

    /// <summary>foreignSecurityPrincipal.</summary>
    public static readonly Guid ForeignSecurityPrincipal = new("89e31c12-8530-11d0-afda-00c04fd930c9");

    /// <summary>groupPolicyContainer.</summary>
    public static readonly Guid GroupPolicyContainer = new("f30e3bc2-9ff0-11d1-b603-0000f80367c1");

    /// <summary>msDS-ManagedServiceAccount.</summary>
    public static readonly Guid ManagedServiceAccount = new("ce206244-5827-4a86-ba1c-1c0c386c1b64");

    /// <summary>msDS-GroupManagedServiceAccount.</summary>
    public static readonly Guid GroupManagedServiceAccount = new("7b8b558a-93a5-4af7-adca-c017e67f1057");

    private static readonly FrozenDictionary<string, Guid> ByName = new Dictionary<string, Guid>(StringComparer.OrdinalIgnoreCase)
    {
        ["user"] = User,
        ["inetOrgPerson"] = InetOrgPerson,
        ["computer"] = Computer,
        ["group"] = Group,
        ["contact"] = Contact,
        ["domainDNS"] = DomainDns,
        ["organizationalUnit"] = OrganizationalUnit,
        ["container"] = Container,
        ["builtinDomain"] = BuiltinDomain,
        ["foreignSecurityPrincipal"] = ForeignSecurityPrincipal,
        ["groupPolicyContainer"] = GroupPolicyContainer,
        ["msDS-ManagedServiceAccount"] = ManagedServiceAccount,
        ["msDS-GroupManagedServiceAccount"] = GroupManagedServiceAccount,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The GUID of a class by its lDAPDisplayName, in any case; null when it is not in this table.</summary>
    public static Guid? ClassNamed(string name) => ByName.TryGetValue(name, out var guid) ? guid : null;

    /// <summary>The lDAPDisplayName of a class; null when it is not in this table.</summary>
    public static string? NameOfClass(Guid guid)
    {
        foreach (var (name, known) in ByName)
        {
            if (known == guid)
            {
                return name;
            }
        }

        return null;
    }
}
