using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PasswordWriteback.Relay.Doctor.Outbound;

/// <summary>How an attempt to reach a host ended.</summary>
/// <param name="Reached">Whether it was reached, TLS included.</param>
/// <param name="Summary">What happened at which step, one sentence.</param>
/// <param name="Fix">What to do; null when reached.</param>
internal sealed record OutboundAnswer(bool Reached, string Summary, string? Fix);

/// <summary>Goes the way of a request step by step: proxy or name, TCP, TLS. Sends nothing else, and says which step failed.</summary>
internal sealed class OutboundConnection(DoctorEnvironment environment)
{
    private const string FirewallFix = "Allow outbound TCP 443 from this server to that name, without changing what goes through it.";
    private const string ProxyFix = "Let the proxy allow that name for this server without a sign-in, or set another proxy (see the check 'proxy').";

    /// <summary>Tries. Ends within the deadline, whatever the other side does.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="protocols">TLS versions to offer; <see cref="SslProtocols.None"/> leaves it to the system.</param>
    /// <param name="deadline">Longest time for all steps.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task<OutboundAnswer> TryAsync(OutboundTarget target, SslProtocols protocols, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var clock = new CancellationTokenSource(deadline, environment.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        using var attempt = new Attempt(environment, target);
        try
        {
            await attempt.ConnectAsync(either.Token).ConfigureAwait(false);
            return new OutboundAnswer(Reached: true, await attempt.SecureAsync(protocols, either.Token).ConfigureAwait(false), Fix: null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new OutboundAnswer(Reached: false, string.Create(CultureInfo.InvariantCulture, $"{attempt.Step}: no answer within {deadline.TotalSeconds:0.##} s."), FirewallFix);
        }
        catch (Refusal refusal)
        {
            return new OutboundAnswer(Reached: false, $"{attempt.Step}: {refusal.Message}", refusal.Fix);
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            return new OutboundAnswer(Reached: false, $"{attempt.Step}: {fault.Message.TrimEnd('.')}.", FirewallFix);
        }
    }

    private sealed class Refusal(string message, string fix) : Exception(message)
    {
        public string Fix { get; } = fix;
    }

    private sealed class Attempt(DoctorEnvironment environment, OutboundTarget target) : IDisposable
    {
        private const int LongestProxyAnswer = 16 * 1024;
        private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private NetworkStream? _stream;
        private string _way = "directly";

        public string Step { get; private set; } = "name";

        public void Dispose()
        {
            _stream?.Dispose();
            _socket.Dispose();
        }

        public async Task ConnectAsync(CancellationToken cancellationToken)
        {
            var address = new UriBuilder(target.Tls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, target.Host, target.Port).Uri;
            var proxy = environment.Proxy.IsBypassed(address) ? null : environment.Proxy.GetProxy(address);
            if (proxy is null || proxy == address)
            {
                await DialAsync(target.Host, target.Port, cancellationToken).ConfigureAwait(false);
                return;
            }

            _way = $"through the proxy {proxy.Host}:{proxy.Port}";
            if (proxy.Scheme != Uri.UriSchemeHttp)
            {
                throw new Refusal($"the proxy {proxy.Host}:{proxy.Port} is of the kind {proxy.Scheme}, which this check does not speak.", "Try it by hand: curl -v --proxy.");
            }

            Step = "proxy";
            await DialAsync(proxy.Host, proxy.Port, cancellationToken).ConfigureAwait(false);
            await TunnelAsync(proxy, cancellationToken).ConfigureAwait(false);
        }

        public async Task<string> SecureAsync(SslProtocols protocols, CancellationToken cancellationToken)
        {
            if (!target.Tls)
            {
                return $"Reached {_way}, without TLS.";
            }

            Step = "TLS";
            string? complaint = null;
            var tls = new SslStream(_stream!, leaveInnerStreamOpen: true);
            await using (tls.ConfigureAwait(false))
            {
                try
                {
                    await tls.AuthenticateAsClientAsync(
                        new SslClientAuthenticationOptions
                        {
                            TargetHost = target.Host,
                            EnabledSslProtocols = protocols,
                            CertificateChainPolicy = Trust(),
                            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                            {
                                complaint = Complaint(certificate as X509Certificate2, chain, errors);
                                return errors == SslPolicyErrors.None;
                            },
                        },
                        cancellationToken).ConfigureAwait(false);
                    return $"Reached {_way}, {tls.SslProtocol}, certificate of {tls.RemoteCertificate!.Issuer}.";
                }
                catch (Exception fault) when (fault is AuthenticationException or IOException)
                {
                    throw complaint is null
                        ? new Refusal($"the handshake failed ({fault.GetBaseException().Message.TrimEnd('.')}).", "See that TLS 1.2 is allowed on this server and by what stands in between.")
                        : new Refusal(complaint, "Take that name out of TLS inspection, or install the certificate authority named on this server.");
                }
            }
        }

        private static string? Complaint(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            if (errors == SslPolicyErrors.None)
            {
                return null;
            }

            var status = string.Join(", ", chain?.ChainStatus.Select(item => item.Status).Distinct() ?? []);
            return $"its certificate for {certificate?.Subject ?? "nobody"}, issued by {certificate?.Issuer ?? "nobody"}, is not trusted ({errors}{(status.Length > 0 ? $": {status}" : string.Empty)}).";
        }

        private async Task DialAsync(string host, int port, CancellationToken cancellationToken)
        {
            IPAddress[] addresses;
            try
            {
                addresses = IPAddress.TryParse(host, out var literal)
                    ? [literal]
                    : await environment.Resolve(host, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException fault)
            {
                throw new Refusal($"{host} does not resolve ({fault.Message.TrimEnd('.')}).", "See that this server's DNS resolves names of the internet, or set a proxy that does.");
            }

            Step = Step == "proxy" ? Step : "TCP";
            await _socket.ConnectAsync(addresses, port, cancellationToken).ConfigureAwait(false);
            _stream = new NetworkStream(_socket, ownsSocket: false);
        }

        // RFC 9110 section 9.3.6.
        private async Task TunnelAsync(Uri proxy, CancellationToken cancellationToken)
        {
            var credential = environment.Proxy.Credentials?.GetCredential(proxy, "Basic");
            var authorization = credential is { UserName.Length: > 0 }
                ? $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password}"))}\r\n"
                : string.Empty;
            var request = $"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{authorization}\r\n";
            await _stream!.WriteAsync(Encoding.ASCII.GetBytes(request), cancellationToken).ConfigureAwait(false);

            // Byte by byte: what follows the empty line belongs to TLS.
            var answer = new StringBuilder();
            var one = new byte[1];
            while (!(answer.Length >= 4 && answer.ToString(answer.Length - 4, 4) == "\r\n\r\n"))
            {
                if (answer.Length == LongestProxyAnswer || await _stream.ReadAsync(one, cancellationToken).ConfigureAwait(false) == 0)
                {
                    throw new Refusal($"{proxy.Host}:{proxy.Port} did not answer as a proxy.", ProxyFix);
                }

                answer.Append((char)one[0]);
            }

            var status = answer.ToString().Split(' ', 3);
            if (status is not [_, ['2', ..], ..])
            {
                var said = answer.ToString().Split("\r\n", 2)[0];
                throw new Refusal($"{proxy.Host}:{proxy.Port} refused: {said[..Math.Min(said.Length, 120)]}.", ProxyFix);
            }
        }

        private X509ChainPolicy? Trust()
        {
            if (target.CaFile is null)
            {
                return null;
            }

            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(target.CaFile);
            return policy;
        }
    }
}
