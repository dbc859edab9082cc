using System.Globalization;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>Where a domain controller listens.</summary>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Security">How the connection is protected.</param>
public sealed record ServerAddress(string Host, int Port, LdapSecurity Security)
{
    private const int LdapPort = 389;
    private const int LdapsPort = 636;

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[v6]:port</c>, <c>ldap://…</c> or <c>ldaps://…</c>.</summary>
    /// <param name="text">The address. <c>ldaps://</c> decides the protection by itself.</param>
    /// <param name="security">The protection otherwise.</param>
    /// <exception cref="FormatException">It is none of these; the message says what is wrong.</exception>
    public static ServerAddress Parse(string text, LdapSecurity security)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rest = text.Trim();
        if (rest.StartsWith("ldaps://", StringComparison.OrdinalIgnoreCase))
        {
            rest = rest[8..];
            security = LdapSecurity.Ldaps;
        }
        else if (rest.StartsWith("ldap://", StringComparison.OrdinalIgnoreCase))
        {
            rest = rest[7..];
        }

        rest = rest.TrimEnd('/');
        var (host, port) = Split(rest, text);
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            throw new FormatException($"'{text}' is no server: expected HOST, HOST:PORT or ldaps://HOST:PORT.");
        }

        return new ServerAddress(host, port ?? (security == LdapSecurity.Ldaps ? LdapsPort : LdapPort), security);
    }

    /// <summary>As <c>host:port</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    private static (string Host, int? Port) Split(string rest, string text)
    {
        var bracket = rest.StartsWith('[') ? rest.IndexOf(']', StringComparison.Ordinal) : -1;
        var colon = rest.IndexOf(':', Math.Max(bracket, 0));
        if (colon < 0 || (bracket < 0 && rest.IndexOf(':', colon + 1) > 0))
        {
            return (rest.Trim('[', ']'), null);
        }

        return int.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? (rest[..colon].Trim('[', ']'), port)
            : throw new FormatException($"'{text}' has no usable port: expected a number from 1 to 65535 after the colon.");
    }
}
