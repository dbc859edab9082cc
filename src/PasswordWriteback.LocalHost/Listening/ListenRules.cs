using System.Net;
using PasswordWriteback.LocalHost.Settings;

namespace PasswordWriteback.LocalHost.Listening;

/// <summary>Where a local host may listen: on loopback, and elsewhere only with TLS and an issuer of tokens.</summary>
internal static class ListenRules
{
    /// <exception cref="SettingsException">It may not listen there.</exception>
    public static string[] Read(LocalHostSettings settings)
    {
        var urls = settings.Urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (urls.Length == 0)
        {
            throw new SettingsException("Urls names no address. Set it like http://127.0.0.1:7085.");
        }

        foreach (var url in urls)
        {
            Check(Parse(url), url, settings);
        }

        return urls;
    }

    private static BindingAddress Parse(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https" && address.PathBase.Length == 0
                ? address
                : throw new SettingsException($"'{url}' is no address to listen on. Write it like http://127.0.0.1:7085.");
        }
        catch (FormatException malformed)
        {
            throw new SettingsException($"'{url}' is no address to listen on. Write it like http://127.0.0.1:7085.", malformed);
        }
    }

    private static void Check(BindingAddress address, string url, LocalHostSettings settings)
    {
        var secure = address.Scheme == "https";
        if (secure && settings.TlsCertificateFile is null)
        {
            throw new SettingsException($"{url} needs a certificate. Set TlsCertificateFile, and TlsKeyFile if the key is not in it.");
        }

        if (IsLoopback(address))
        {
            return;
        }

        if (!secure)
        {
            throw new SettingsException(
                $"{url} is reachable from other machines without TLS: tokens would be sent in the clear. Use https with TlsCertificateFile, or listen on 127.0.0.1.");
        }

        if (settings.Issuer is null)
        {
            throw new SettingsException(
                $"{url} is reachable from other machines, and the host's own token is for this machine only. Set Issuer and Audience, or listen on 127.0.0.1.");
        }
    }

    private static bool IsLoopback(BindingAddress address) =>
        address.IsUnixPipe
        || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
}
