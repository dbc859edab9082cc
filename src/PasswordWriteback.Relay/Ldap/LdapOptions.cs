namespace PasswordWriteback.Relay.Ldap;

/// <summary>How a connection is protected.</summary>
public enum LdapSecurity
{
    /// <summary>LDAPS with a password, sealed Kerberos with the own identity.</summary>
    Automatic,

    /// <summary>TLS from the first byte, port 636.</summary>
    Ldaps,

    /// <summary>TLS after the StartTLS request, port 389 (RFC 4511 section 4.14).</summary>
    StartTls,

    /// <summary>Kerberos with signing and sealing, port 389. On Windows through Negotiate.</summary>
    SealedKerberos,
}

/// <summary>How to reach and trust domain controllers, and as whom.</summary>
public sealed record LdapOptions
{
    /// <summary>Domain controllers to begin with, as <c>host</c>, <c>host:port</c> or <c>ldaps://host:port</c>. Empty: DNS is asked.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>DNS name of the domain whose controllers DNS is asked for; null: the machine's own.</summary>
    public string? Domain { get; init; }

    /// <summary>File with the certificates of the authorities to trust (PEM or DER), and no others; null: those of the system.</summary>
    public string? CaFile { get; init; }

    /// <summary>Who binds.</summary>
    public LdapIdentity Identity { get; init; } = LdapIdentity.Own;

    /// <summary>How connections are protected. Credentials never travel in the clear, whatever is set here.</summary>
    public LdapSecurity Security { get; init; }

    /// <summary>Longest time to resolve, connect, agree on TLS and bind. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time for one request (one page of a search). Default 30 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads <see cref="CaFile"/> once, for whoever keeps these options and connects later.</summary>
    /// <exception cref="DirectoryException">It cannot be read, or holds no certificate.</exception>
    public void CheckCaFile() => _ = CertificateTrust.Load(CaFile, Servers.Count > 0 ? Servers[0] : "any domain controller");

    /// <summary>The protection that <see cref="LdapSecurity.Automatic"/> stands for with this identity.</summary>
    internal LdapSecurity EffectiveSecurity => Security != LdapSecurity.Automatic
        ? Security
        : Identity.IsOwn ? LdapSecurity.SealedKerberos : LdapSecurity.Ldaps;
}
