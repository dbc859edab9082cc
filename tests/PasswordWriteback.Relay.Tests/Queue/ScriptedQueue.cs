using System.Net;
using Azure.Core.Pipeline;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Queue;

namespace PasswordWriteback.Relay.Tests.Queue;

/// <summary>A queue in Azure as far as a client can see: answers what the script says, one answer a call.</summary>
internal sealed class ScriptedQueue(ManualClock clock, Func<HttpRequestMessage, int, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    private int _calls;

    /// <summary>How many calls have come.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>An empty queue that holds each poll for its whole wait.</summary>
    public static ScriptedQueue Empty(ManualClock clock) => new(clock, async (request, _, cancellationToken) =>
    {
        var wait = int.Parse(request.RequestUri!.Query.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture);
        await Task.Delay(TimeSpan.FromSeconds(wait), clock, cancellationToken);
        return new HttpResponseMessage(HttpStatusCode.NoContent);
    });

    /// <summary>A client of it.</summary>
    /// <param name="tokens">Where its tokens come from; null: there is always one.</param>
    public ServiceBusQueueClient Client(Func<CancellationToken, ValueTask<SasToken>>? tokens = null)
    {
        var options = new ServiceBusQueueClientOptions { Clock = clock, Transport = new HttpClientTransport(this) };
        options.Retry.MaxRetries = 0;
        return new(
            new Uri("https://contoso.servicebus.windows.net"), "relay-1",
            tokens ?? (_ => ValueTask.FromResult(new SasToken("SharedAccessSignature secret", clock.GetUtcNow() + TimeSpan.FromHours(1)))), options);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        answer(request, Interlocked.Increment(ref _calls), cancellationToken);
}
