using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PasswordWriteback.Graph.Identity;

/// <summary>Connections that trust the certificates of one PEM file and no others.</summary>
public static class TrustedAuthority
{
    /// <summary>Connections as <c>Graph:TrustedCaFile</c> says; null when it is not set.</summary>
    /// <exception cref="GraphIdentityException">The file holds no certificate.</exception>
    public static SocketsHttpHandler? Handler(GraphIdentityOptions options) =>
        options?.TrustedCaFile is { } file ? Handler(file, "Graph:TrustedCaFile") : null;

    /// <param name="pemFile">The certificates.</param>
    /// <param name="setting">The setting that names the file, for the message.</param>
    /// <exception cref="GraphIdentityException">The file holds no certificate.</exception>
    public static SocketsHttpHandler Handler(string pemFile, string setting)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(pemFile);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new GraphIdentityException($"{setting}: {pemFile} cannot be read as PEM certificates. {unreadable.Message}", unreadable);
        }

        return policy.CustomTrustStore.Count > 0
            ? new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(15),
                SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
            }
            : throw new GraphIdentityException($"{setting}: {pemFile} holds no certificate.");
    }
}
