using System.DirectoryServices.Protocols;
using System.Net;
using System.Runtime.Versioning;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>Protects and binds a connection through libldap.</summary>
[SupportedOSPlatform("linux")]
internal static class LinuxBind
{
    public static void Bind(LdapConnection connection, ServerAddress address, CertificateTrust trust, LdapIdentity identity)
    {
        if (address.Security == LdapSecurity.SealedKerberos)
        {
            connection.AuthType = AuthType.Kerberos;
            connection.Bind();
            return;
        }

        using var folder = TrustFolder.Create(trust);
        connection.SessionOptions.TrustedCertificatesDirectory = folder.Path;
        connection.SessionOptions.StartNewTlsSessionContext();
        if (address.Security == LdapSecurity.Ldaps)
        {
            connection.SessionOptions.SecureSocketLayer = true;
        }
        else
        {
            // libldap connects with the first request; StartTLS before it fails with "server down".
            connection.AuthType = AuthType.Anonymous;
            connection.Bind();
            connection.SessionOptions.StartTransportLayerSecurity(controls: null);
        }

        connection.AuthType = AuthType.Basic;
        connection.Bind(new NetworkCredential(identity.UserName, identity.Password!.Reveal()));
    }
}
