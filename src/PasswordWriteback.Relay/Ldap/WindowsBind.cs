using System.DirectoryServices.Protocols;
using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>Protects and binds a connection through wldap32. Not run on a real Windows machine by the project's own tests.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsBind
{
    public static void Bind(LdapConnection connection, ServerAddress address, CertificateTrust trust, LdapIdentity identity)
    {
        if (address.Security != LdapSecurity.SealedKerberos)
        {
            connection.SessionOptions.VerifyServerCertificate = (_, certificate) => IsTrusted(certificate, address, trust);
        }

        switch (address.Security)
        {
            case LdapSecurity.Ldaps:
                connection.SessionOptions.SecureSocketLayer = true;
                break;
            case LdapSecurity.StartTls:
                connection.SessionOptions.StartTransportLayerSecurity(controls: null);
                break;
            default:
                connection.SessionOptions.Signing = true;
                connection.SessionOptions.Sealing = true;
                break;
        }

        if (identity.IsOwn)
        {
            connection.AuthType = AuthType.Negotiate;
            connection.Bind();
        }
        else
        {
            connection.AuthType = AuthType.Basic;
            connection.Bind(new NetworkCredential(identity.UserName, identity.Password!.Reveal()));
        }
    }

    private static bool IsTrusted(X509Certificate certificate, ServerAddress address, CertificateTrust trust)
    {
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        using var chain = new X509Chain { ChainPolicy = trust.ChainPolicy() };
        return chain.Build(copy) && copy.MatchesHostname(address.Host);
    }
}
