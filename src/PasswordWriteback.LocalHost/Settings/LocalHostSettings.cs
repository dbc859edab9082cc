namespace PasswordWriteback.LocalHost.Settings;

/// <summary>
/// The settings of a local host: <c>appsettings.json</c> in the data folder, over it environment variables that begin with
/// <c>PWB_</c> (<c>PWB_Graph__ClientId</c>), over them the command line. A setting of another name is refused.
/// </summary>
public sealed record LocalHostSettings
{
    /// <summary>Where Kestrel listens, separated by semicolons. Default: one port of loopback.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:7085";

    /// <summary>Npgsql connection string of a PostgreSQL database. Null: SQLite in the data folder. Never logged.</summary>
    public string? Database { get; init; }

    /// <summary>A file that holds the connection string.</summary>
    public string? DatabaseFile { get; init; }

    /// <summary>The issuer of callers' tokens (<c>iss</c>). Null: the host's own token.</summary>
    public string? Issuer { get; init; }

    /// <summary>What the tokens' <c>aud</c> must be. Needed with an issuer.</summary>
    public string? Audience { get; init; }

    /// <summary>A PEM file with the authority that signed the issuer's own TLS certificate, if the machine does not trust it.</summary>
    public string? IssuerCaFile { get; init; }

    /// <summary>The address under which browsers and portals reach this host. Null: the one of the request.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>The certificate for HTTPS; PEM, with the key in the same file unless <see cref="TlsKeyFile"/> names it.</summary>
    public string? TlsCertificateFile { get; init; }

    /// <summary>The key of the certificate; PEM.</summary>
    public string? TlsKeyFile { get; init; }

    /// <summary>How this backend is known to tenants.</summary>
    public GraphSettings Graph { get; init; } = new();
}

/// <summary>The app registration that reads tenants, and the cloud they live in.</summary>
public sealed record GraphSettings
{
    /// <summary>The app's client id. Null: no tenant can be read, and every check says so.</summary>
    public Guid? ClientId { get; init; }

    /// <summary>The app's certificate with its key: PEM, or PKCS#12 without password. Preferred over a secret.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>A file that holds the app's client secret. For development.</summary>
    public string? SecretFile { get; init; }

    /// <summary>Where tokens come from. Default: the global cloud.</summary>
    public Uri? Authority { get; init; }

    /// <summary>Graph's root, without version. Default: the global cloud.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>A PEM file with the only authority that is trusted for both. Default: the machine's.</summary>
    public string? TrustedCaFile { get; init; }
}
