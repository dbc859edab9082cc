using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>The authorities that a connection trusts: those of one file and no others, or those of the system.</summary>
internal sealed class CertificateTrust
{
    private readonly X509Certificate2Collection? _authorities;

    private CertificateTrust(X509Certificate2Collection? authorities) => _authorities = authorities;

    /// <summary>The named authorities; null when the system's are trusted.</summary>
    public X509Certificate2Collection? Authorities => _authorities;

    /// <exception cref="DirectoryException">The file cannot be read or holds no certificate.</exception>
    public static CertificateTrust Load(string? caFile, string server)
    {
        if (caFile is null)
        {
            return new CertificateTrust(authorities: null);
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            var bytes = File.ReadAllBytes(caFile);
            if (bytes.AsSpan().IndexOf("-----BEGIN"u8) >= 0)
            {
                certificates.ImportFromPem(System.Text.Encoding.UTF8.GetString(bytes));
            }
            else
            {
                certificates.Add(X509CertificateLoader.LoadCertificate(bytes));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unusable(caFile, server, exception is CryptographicException ? "holds no certificate (PEM or DER)" : "cannot be read", exception);
        }

        return certificates.Count > 0
            ? new CertificateTrust(certificates)
            : throw Unusable(caFile, server, "holds no certificate (PEM or DER)", inner: null);
    }

    /// <summary>A chain policy for this trust. Revocation is not asked for: a directory's own authority seldom publishes it where the relay can reach.</summary>
    public X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (_authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_authorities);
        }

        return policy;
    }

    private static DirectoryException Unusable(string caFile, string server, string why, Exception? inner) => new(
        DirectoryFault.Certificate,
        server,
        $"The CA file {caFile} {why}.",
        "Name the file with the certificate of the authority that issued the domain controllers' certificates.",
        inner);
}
