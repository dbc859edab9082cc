namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>LDAP display names of the classes that the rights of password writeback concern.</summary>
public static class WritebackClasses
{
    /// <summary>A user. Also the superclass of <see cref="InetOrgPerson"/>, which ACEs for <c>user</c> do not reach.</summary>
    public const string User = "user";

    /// <summary>A user of class inetOrgPerson: needs ACEs of its own.</summary>
    public const string InetOrgPerson = "inetOrgPerson";

    /// <summary>The head of a domain.</summary>
    public const string DomainDns = "domainDNS";
}
