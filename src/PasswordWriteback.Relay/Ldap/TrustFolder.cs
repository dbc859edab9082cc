using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>
/// A private folder with the trusted authorities, each under the name that OpenSSL looks for. libldap reads it while TLS
/// is agreed on; it is deleted right after.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class TrustFolder : IDisposable
{
    private static readonly string[] SystemFolders = ["/etc/ssl/certs", "/etc/pki/tls/certs", "/etc/pki/ca-trust/extracted/pem/directory-hash"];

    private readonly bool _own;

    private TrustFolder(string path, bool own) => (Path, _own) = (path, own);

    public string Path { get; }

    public static TrustFolder Create(CertificateTrust trust)
    {
        if (trust.Authorities is null)
        {
            var configured = Environment.GetEnvironmentVariable("SSL_CERT_DIR");
            return new TrustFolder(SystemFolders.Prepend(configured).First(folder => Directory.Exists(folder))!, own: false);
        }

        var folder = Directory.CreateTempSubdirectory("pwb-trust-").FullName;
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (X509Certificate2 authority in trust.Authorities)
        {
            var hash = OpenSslSubjectHash.Compute(authority.SubjectName);
            var number = used[hash] = used.GetValueOrDefault(hash, -1) + 1;
            File.WriteAllText(System.IO.Path.Combine(folder, $"{hash}.{number}"), authority.ExportCertificatePem() + "\n");
        }

        return new TrustFolder(folder, own: true);
    }

    public void Dispose()
    {
        if (_own)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
