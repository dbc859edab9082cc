using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PasswordWriteback.Samba.Tests.EndToEnd;

/// <summary>A certificate for addresses of the lab that signs itself, and what trusts it alone.</summary>
internal sealed class HostCertificate : IDisposable
{
    public HostCertificate(params IEnumerable<string> addresses)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Lab", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var address in addresses)
        {
            names.AddIpAddress(IPAddress.Parse(address));
        }

        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        Certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>Writes certificate and key as a server wants them, and the certificate as clients do.</summary>
    public (string CertificateFile, string KeyFile) Save(string folder)
    {
        var (certificate, key) = (Path.Combine(folder, "host.pem"), Path.Combine(folder, "host.key"));
        File.WriteAllText(certificate, Certificate.ExportCertificatePem());
        using var privateKey = Certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(key, privateKey.ExportPkcs8PrivateKeyPem());
        return (certificate, key);
    }

    public SocketsHttpHandler Handler()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(Certificate);
        return new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, SslOptions = { CertificateChainPolicy = policy } };
    }

    public void Dispose() => Certificate.Dispose();
}
