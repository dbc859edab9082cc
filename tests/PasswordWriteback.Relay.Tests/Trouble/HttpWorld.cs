using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Azure.Core.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Queue;
using PasswordWriteback.Relay.Tests.Ledger;

namespace PasswordWriteback.Relay.Tests.Trouble;

/// <summary>
/// The relay's own way to cloud and queues, from token to poll, over HTTP that the test answers: the cloud gives tokens of the present
/// <see cref="SasKey"/>, and the queues, which are empty, take no others.
/// </summary>
internal sealed class HttpWorld : HttpMessageHandler
{
    public static readonly Guid Relay = Guid.Parse("22222222-2222-2222-2222-222222222222");

    private readonly LedgerFolder _folder = new();
    private readonly SigningKey _key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
    private readonly HttpClient _http;
    private readonly QueueAccess _access;

    public HttpWorld()
    {
        _http = new HttpClient(this, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        Keys = CloudKeyRing.Create(_folder.Path, [_key.Public], Clock);
        _access = new QueueAccess(new RelayCloudClient(_http, new Uri("https://cloud.example"), _key, Relay, Clock), Keys, Clock, NullLogger.Instance);
        var options = new ServiceBusQueueClientOptions { Clock = Clock, Transport = new HttpClientTransport(this) };
        options.Retry.MaxRetries = 0;
        Commands = new ServiceBusQueueClient(new Uri("https://queue.example"), "relay-1", _access.ForQueueAsync, options);
        Replies = new ServiceBusQueueClient(new Uri("https://queue.example"), "replies", _access.ForRepliesAsync, options);
        Listener = new QueueListener(Commands, new IdlePace(), Clock, () => 0.5, NullLogger.Instance);
    }

    public ManualClock Clock => _folder.Clock;

    public string StateFolder => _folder.Path;

    public CloudKeyRing Keys { get; }

    public ServiceBusQueueClient Commands { get; }

    public ServiceBusQueueClient Replies { get; }

    public QueueListener Listener { get; }

    /// <summary>The key of the namespace that signs tokens now.</summary>
    public int SasKey { get; set; } = 1;

    /// <summary>What the cloud says in place of a token; null: it gives one.</summary>
    public Func<CancellationToken, Task<HttpResponseMessage?>> Cloud { get; set; } = _ => Task.FromResult<HttpResponseMessage?>(null);

    public int TokensAsked { get; private set; }

    public int QueueCalls { get; private set; }

    public static QueueMessage Message => new("m", "body"u8.ToArray());

    /// <summary>A list of keys that the cloud signs along with each token; null: none comes.</summary>
    public IReadOnlyList<PublicJwk>? NewKeys { get; set; }

    public PublicJwk OldKey => _key.Public;

    /// <summary>Listens, while time goes by from timer to timer, until something has happened.</summary>
    public async Task ListenUntilAsync(Func<bool> until)
    {
        using var stop = new CancellationTokenSource();
        var listening = Task.Run(
            async () =>
            {
                await foreach (var _ in Listener.ListenAsync(stop.Token))
                {
                    throw new InvalidOperationException("The queue is empty.");
                }
            },
            TestContext.Current.CancellationToken);
        while (!until())
        {
            Assert.False(listening.IsCompleted, $"It does not listen any more: {listening.Exception}");
            if (!Clock.FireNext())
            {
                await Task.Yield();
            }
        }

        await stop.CancelAsync();
        await listening;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.Host == "cloud.example")
        {
            TokensAsked++;
            return await Cloud(cancellationToken) ?? Token();
        }

        QueueCalls++;
        var queue = request.RequestUri.Segments[1].TrimEnd('/');
        return new HttpResponseMessage(
            request.Headers.GetValues("Authorization").Single() != $"{queue} {SasKey}" ? HttpStatusCode.Unauthorized
            : queue == "replies" ? HttpStatusCode.Created
            : HttpStatusCode.NoContent);
    }

    protected override void Dispose(bool disposing)
    {
        Commands.Dispose();
        Replies.Dispose();
        _access.Dispose();
        _http.Dispose();
        _key.Dispose();
        _folder.Dispose();
        base.Dispose(disposing);
    }

    private HttpResponseMessage Token() => new(HttpStatusCode.OK)
    {
        Content = JsonContent.Create(new
        {
            sas = new { queue = $"relay-1 {SasKey}", replies = $"replies {SasKey}" },
            expiresAt = Clock.GetUtcNow() + TimeSpan.FromHours(1),
            cloudKeysSigned = NewKeys is null ? null : Signed(NewKeys),
        }),
        Headers = { CacheControl = new CacheControlHeaderValue { NoStore = true } },
    };

    private object Signed(IReadOnlyList<PublicJwk> keys)
    {
        var payload = System.Text.Json.JsonSerializer.Serialize(keys, Core.Relay.RelayJson.Wire.IReadOnlyListPublicJwk);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(payload)));
        return new { jws = new ProofSigner(_key, Clock).Sign(new Uri($"https://cloud.example/api/relays/{Relay:D}/token"), sha256), payload };
    }
}
