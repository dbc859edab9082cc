using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Queue;

namespace PasswordWriteback.Relay.Tests.Trouble;

/// <summary>DNS is away, or the certificate is another one: said as such, and over when it is over, without a restart.</summary>
public sealed class TransportTroubleTests : IDisposable
{
    private readonly Queue _queue = new();
    private readonly SocketsHttpHandler _transport;
    private readonly ServiceBusQueueClient _client;
    private bool _dnsAway;

    public TransportTroubleTests()
    {
        _transport = QueueTransport.CreateHandler(trustedRoots: [_queue.Certificate]);
        _transport.PooledConnectionLifetime = TimeSpan.Zero;
        _transport.ConnectCallback = async (_, token) =>
        {
            if (_dnsAway)
            {
                throw new SocketException((int)SocketError.HostNotFound);
            }

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, _queue.Port, token);
            return new NetworkStream(socket, ownsSocket: true);
        };
        var options = new ServiceBusQueueClientOptions { Transport = new HttpClientTransport(_transport) };
        options.Retry.Mode = RetryMode.Fixed;
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        _client = new ServiceBusQueueClient(
            new Uri("https://queue.example"), "relay-1", _ => ValueTask.FromResult(new SasToken("SharedAccessSignature s", DateTimeOffset.MaxValue)), options);
    }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _transport.Dispose();
        _queue.Dispose();
    }

    [Fact]
    public Task DnsThatIsAway_IsNamed_AndOverWhenItIsBack() =>
        ComesBackAsync(new SocketException((int)SocketError.HostNotFound).Message, () => _dnsAway = true, () => _dnsAway = false);

    [Fact]
    public async Task ACertificateOfSomebodyElse_IsNotTrusted_AndTheRightOneIsAgain()
    {
        var right = _queue.Certificate;
        using var other = Queue.NewCertificate();
        await ComesBackAsync("certificate", () => _queue.Certificate = other, () => _queue.Certificate = right);
    }

    private async Task ComesBackAsync(string cause, Action away, Action back)
    {
        Assert.Null(await _client.ReceiveAsync(TimeSpan.Zero, Now));
        away();
        foreach (var call in new Func<Task>[] { () => _client.ReceiveAsync(TimeSpan.Zero, Now), () => _client.SendAsync(HttpWorld.Message, Now) })
        {
            var trouble = await Assert.ThrowsAsync<QueueException>(call);
            Assert.Equal(QueueFailure.Unavailable, trouble.Failure);
            Assert.True(trouble.Message.Contains(cause, StringComparison.Ordinal), trouble.ToString());
            Assert.DoesNotContain("ClientOptions", trouble.Message, StringComparison.Ordinal);
        }

        back();
        Assert.Null(await _client.ReceiveAsync(TimeSpan.Zero, Now));
    }

    /// <summary>An empty queue over TLS.</summary>
    private sealed class Queue : LoopbackServer
    {
        private static readonly byte[] Empty = Encoding.ASCII.GetBytes("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");

        private readonly X509Certificate2 _first = NewCertificate();

        public Queue()
        {
            Certificate = _first;
            Listen();
        }

        public X509Certificate2 Certificate { get; set; }

        public static X509Certificate2 NewCertificate()
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=queue.example", key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("queue.example");
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        }

        public override void Dispose()
        {
            base.Dispose();
            _first.Dispose();
        }

        protected override async Task ServeAsync(TcpClient client)
        {
            await using var line = new SslStream(client.GetStream());
            await line.AuthenticateAsServerAsync(Certificate);
            _ = await line.ReadAsync(new byte[8192]);
            await line.WriteAsync(Empty);
        }
    }
}
