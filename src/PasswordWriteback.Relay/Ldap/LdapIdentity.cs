namespace PasswordWriteback.Relay.Ldap;

/// <summary>Who binds: the process's own identity, or a named user with a password.</summary>
public sealed class LdapIdentity
{
    private LdapIdentity(string? userName, Secret? password) => (UserName, Password) = (userName, password);

    /// <summary>The identity that the process runs under: Kerberos ticket cache on Linux, the logon session on Windows.</summary>
    public static LdapIdentity Own { get; } = new(userName: null, password: null);

    /// <summary>Distinguished name, user principal name or <c>DOMAIN\name</c>; null for the own identity.</summary>
    public string? UserName { get; }

    /// <summary>Its password; null for the own identity.</summary>
    public Secret? Password { get; }

    /// <summary>Whether it is the process's own identity.</summary>
    public bool IsOwn => UserName is null;

    /// <summary>A user with a password.</summary>
    /// <exception cref="ArgumentException">Name or password is empty. An empty password is an anonymous bind that looks like success (RFC 4513 section 5.1.2).</exception>
    public static LdapIdentity User(string userName, string password)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(userName);
        ArgumentException.ThrowIfNullOrEmpty(password);
        return new LdapIdentity(userName, new Secret(password));
    }

    /// <summary>For messages: the name, never the password.</summary>
    public override string ToString() => UserName ?? "the identity of this process";
}
