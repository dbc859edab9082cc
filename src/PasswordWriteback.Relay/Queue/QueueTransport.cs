using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace PasswordWriteback.Relay.Queue;

/// <summary>Connections for long polls through proxies and firewalls that forget idle ones.</summary>
public static class QueueTransport
{
    private const int ProbeAfterSeconds = 15;
    private const int ProbeEverySeconds = 5;

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
            ConnectCallback = ConnectAsync,
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

    /// <summary>As the handler connects by itself, and with probes: its own pings are of HTTP/2, which Service Bus does not speak.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, ProbeAfterSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeEverySeconds);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
