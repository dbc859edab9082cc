using PasswordWriteback.Graph.Identity;

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

    /// <summary>
    /// Where Microsoft Graph reaches <c>/api/notifications/graph</c> of this host from the internet: HTTPS. Null: no subscriptions are
    /// made, and a change of licences is noticed by the daily look.
    /// </summary>
    public Uri? NotificationUrl { get; init; }

    /// <summary>From the first notification of a tenant to the look at its licences. Default 10 minutes.</summary>
    public TimeSpan NotificationWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The certificate for HTTPS; PEM, with the key in the same file unless <see cref="TlsKeyFile"/> names it.</summary>
    public string? TlsCertificateFile { get; init; }

    /// <summary>The key of the certificate; PEM.</summary>
    public string? TlsKeyFile { get; init; }

    /// <summary>How this backend is known to tenants.</summary>
    public GraphIdentityOptions Graph { get; init; } = new();
}
