using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace PasswordWriteback.Relay.Queue;

/// <summary>Connections for long polls through proxies and firewalls that forget idle ones.</summary>
public static class QueueTransport
{
    /// <summary>A handler that follows no redirect, keeps connections alive by TCP probes, and lets go of those not used for half a minute.</summary>
    /// <param name="proxy">The proxy; null: the one that the environment or the system names.</param>
    /// <param name="trustedRoots">The only authorities to trust, for a backend with a certificate of its own; null: the system's.</param>
    public static SocketsHttpHandler CreateHandler(IWebProxy? proxy = null, X509Certificate2Collection? trustedRoots = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            KeepAlivePingDelay = TimeSpan.FromSeconds(15),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        };
        if (proxy is not null)
        {
            handler.Proxy = proxy;
        }

        if (trustedRoots is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(trustedRoots);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        return handler;
    }
}
