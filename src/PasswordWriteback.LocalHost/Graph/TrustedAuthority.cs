using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PasswordWriteback.LocalHost.Settings;

namespace PasswordWriteback.LocalHost.Graph;

/// <summary>Connections that trust the certificates of one PEM file and no others.</summary>
internal static class TrustedAuthority
{
    /// <param name="pemFile">The certificates.</param>
    /// <param name="setting">The setting that names the file, for the message.</param>
    /// <exception cref="SettingsException">The file holds no certificate.</exception>
    public static SocketsHttpHandler Handler(string pemFile, string setting)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(pemFile);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SettingsException($"{setting}: {pemFile} cannot be read as PEM certificates. {unreadable.Message}", unreadable);
        }

        return policy.CustomTrustStore.Count > 0
            ? new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(15),
                SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
            }
            : throw new SettingsException($"{setting}: {pemFile} holds no certificate.");
    }
}
