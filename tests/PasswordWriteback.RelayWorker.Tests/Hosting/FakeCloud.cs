using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using PasswordWriteback.Core.Relay.Envelope;

namespace PasswordWriteback.RelayWorker.Tests.Hosting;

/// <summary>A cloud that enrols anybody and gives tokens that it then refuses: so every secret of a relay passes, and everything that can be logged about them is.</summary>
internal sealed class FakeCloud : IDisposable
{
    public const string QueueSignature = "SharedAccessSignature sr=relay-1&sig=c2VjcmV0LW9mLXRoZS1xdWV1ZQ%3D%3D&se=1&skn=listen";
    public const string RepliesSignature = "SharedAccessSignature sr=replies&sig=c2VjcmV0LW9mLXRoZS1yZXBsaWVz&se=1&skn=send";

    private readonly HttpListener _listener = new();
    private readonly SigningKey _key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
    private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FakeCloud()
    {
        Address = new Uri($"http://127.0.0.1:{LoopbackServer.FreePort()}/");
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Address { get; }

    /// <summary>What it says of a relay that enrols.</summary>
    public string State { get; init; } = "Active";

    /// <summary>Where relays are to answer; null: where it is itself.</summary>
    public Uri? Replies { get; init; }

    /// <summary>The paths that were asked for.</summary>
    public ConcurrentQueue<string> Paths { get; } = [];

    /// <summary>Completes when a call with a token was refused: by then token and proof have been used.</summary>
    public Task TokenRefused => _refused.Task;

    public void Dispose()
    {
        _listener.Close();
        _key.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                await AnswerAsync(context);
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        Paths.Enqueue(path);
        object? body = path == "/api/relays"
            ? new
            {
                relayId = Guid.NewGuid(),
                tenantId = Guid.NewGuid(),
                forest = "contoso.example",
                queue = "relay-1",
                repliesQueue = "replies",
                serviceBus = Address,
                cloudKeys = new[] { _key.Public },
                issuer = "https://cloud.example",
                state = State,
                repliesServiceBus = Replies,
            }
            : path.EndsWith("/token", StringComparison.Ordinal)
                ? new { sas = new { queue = QueueSignature, replies = RepliesSignature }, expiresAt = DateTimeOffset.UtcNow.AddHours(1) }
                : null;
        context.Response.StatusCode = body is not null ? 200 : path.EndsWith("/api/relays", StringComparison.Ordinal) ? 404 : 401;
        if (body is not null)
        {
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web));
        }

        context.Response.Close();
        if (body is null)
        {
            _refused.TrySetResult();
        }
    }
}
