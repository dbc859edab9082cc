using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PasswordWriteback.Graph.Identity;

/// <summary>The app's certificate with its key, from this machine.</summary>
internal static class AppCertificate
{
    /// <summary>From a file: PEM with certificate and key, or PKCS#12 without password.</summary>
    /// <exception cref="GraphIdentityException">It is neither.</exception>
    public static X509Certificate2 FromFile(string file)
    {
        try
        {
            var certificate = X509Certificate2.GetCertContentType(file) == X509ContentType.Pfx
                ? X509CertificateLoader.LoadPkcs12FromFile(file, password: null)
                : X509Certificate2.CreateFromPemFile(file);
            return certificate.HasPrivateKey
                ? certificate
                : throw new GraphIdentityException($"Graph:CertificateFile: {file} has no private key.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new GraphIdentityException(
                $"Graph:CertificateFile: {file} is neither a PEM file with certificate and key nor a PKCS#12 file without password. {unreadable.Message}",
                unreadable);
        }
    }

    /// <summary>From the store of the machine, or else of the user (folder My), by its thumbprint.</summary>
    /// <exception cref="GraphIdentityException">Neither has it with its key.</exception>
    public static X509Certificate2 FromStore(string thumbprint)
    {
        foreach (var location in new[] { StoreLocation.LocalMachine, StoreLocation.CurrentUser })
        {
            try
            {
                using var store = new X509Store(StoreName.My, location, OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
                var found = store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false).FirstOrDefault(found => found.HasPrivateKey);
                if (found is not null)
                {
                    return found;
                }
            }
            catch (CryptographicException)
            {
                // There is no such store: on Linux the machine has none.
            }
        }

        throw new GraphIdentityException(
            $"Graph:CertificateThumbprint: no certificate {thumbprint} with a private key in the store My of the machine or of the user that this host runs as. Import it there, and let that user read its key.");
    }
}
