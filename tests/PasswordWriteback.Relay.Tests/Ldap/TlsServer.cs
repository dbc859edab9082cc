using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PasswordWriteback.Relay.Tests.Ldap;

/// <summary>An authority and a server with a certificate of it, which agrees on TLS and then says nothing.</summary>
internal sealed class TlsServer : LoopbackServer
{
    private readonly X509Certificate2 _certificate;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pwb-tls-");

    public TlsServer(string name, DateTimeOffset? notAfter = null)
    {
        var now = DateTimeOffset.UtcNow;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=Test authority", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var root = authority.CreateSelfSigned(now.AddDays(-30), now.AddDays(30));
        File.WriteAllText(CaFile, root.ExportCertificatePem());

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(root, now.AddDays(-20), notAfter ?? now.AddDays(20), [1, 2, 3, 4]);
        using var withKey = issued.CopyWithPrivateKey(key);
        _certificate = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
        Listen();
    }

    public string CaFile => Path.Combine(_folder.FullName, "ca.pem");

    public override void Dispose()
    {
        base.Dispose();
        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    protected override async Task ServeAsync(TcpClient client)
    {
        try
        {
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(_certificate);
            _ = await tls.ReadAsync(new byte[1024]);
            _ = await tls.ReadAsync(new byte[1024]);
        }
        catch (AuthenticationException)
        {
            // The other side did not like the certificate.
        }
    }
}
