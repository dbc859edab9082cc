using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;
using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Relay.Queue;

/// <summary>
/// One queue over the HTTPS run-time protocol of Service Bus, in Azure or on the local host
/// (https://learn.microsoft.com/rest/api/servicebus/service-bus-runtime-rest). HTTPS on port 443 goes through the firewalls
/// and proxies that reset AMQP. Every call has a deadline. Delivery is at least once: a message may come twice, and one that
/// was sent may have arrived although the call failed.
/// </summary>
public sealed class ServiceBusQueueClient : IDisposable
{
    private readonly Uri _messages;
    private readonly HttpPipeline _pipeline;
    private readonly SasTokenCache _tokens;
    private readonly ServiceBusQueueClientOptions _options;

    /// <summary>A client; it connects with its first call.</summary>
    /// <param name="serviceBus">Where the queues are: <c>https://contoso.servicebus.windows.net</c> or the local host's address.</param>
    /// <param name="queue">Name of the queue; with <c>/$deadletterqueue</c>: its dead letters, to receive.</param>
    /// <param name="tokens">Gets a new token. It is called when there is none, before one ends, and after one was refused; its exceptions come through.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentException">The address is not HTTPS, and not loopback either.</exception>
    public ServiceBusQueueClient(
        Uri serviceBus, string queue, Func<CancellationToken, ValueTask<SasToken>> tokens, ServiceBusQueueClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(serviceBus);
        ArgumentException.ThrowIfNullOrEmpty(queue);
        ArgumentNullException.ThrowIfNull(tokens);
        if (serviceBus.Scheme != Uri.UriSchemeHttps && !(serviceBus.Scheme == Uri.UriSchemeHttp && serviceBus.IsLoopback))
        {
            throw new ArgumentException($"The queue's address '{serviceBus}' has to begin with https://: access tokens travel with each call.", nameof(serviceBus));
        }

        _options = options ?? new ServiceBusQueueClientOptions();
        Queue = queue;
        _messages = new Uri($"{serviceBus.AbsoluteUri.TrimEnd('/')}/{queue}/messages");
        _tokens = new SasTokenCache(tokens, _options.Clock);
        _pipeline = HttpPipelineBuilder.Build(_options);
    }

    /// <summary>Name of the queue.</summary>
    public string Queue { get; }

    /// <summary>Sends a message; on return the queue has it on disk. Lost answers are tried again, so it may arrive twice.</summary>
    /// <returns>The queue service's clock when it took it (its <c>Date</c> header); null when not known.</returns>
    /// <exception cref="QueueException">It was not sent; with <see cref="QueueFailure.Unavailable"/> it may have arrived all the same.</exception>
    public async Task<DateTimeOffset?> SendAsync(QueueMessage message, CancellationToken cancellationToken = default)
    {
        QueueLimits.Check(message);
        using var call = new QueueCall(this, RequestMethod.Post, _messages.AbsoluteUri, _options.Deadline, cancellationToken);
        call.Write(message);
        return await call.SendAsync().ConfigureAwait(false) switch
        {
            201 => call.QueueTime,
            403 => throw call.Refused("send", QueueFailure.Full),
            _ => throw call.Refused("send"),
        };
    }

    /// <summary>
    /// Waits for a message and locks it. The wait ends by its deadline even where the connection has silently died; a message
    /// that was on its way comes back when its lock ends.
    /// </summary>
    /// <param name="wait">How long the queue holds the call when it has nothing; cut to whole seconds, 60 at most.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <returns>The message; null: none came in time.</returns>
    /// <exception cref="QueueException">The queue could not be asked.</exception>
    public async Task<ReceivedMessage?> ReceiveAsync(TimeSpan wait, CancellationToken cancellationToken = default)
    {
        var seconds = (int)Math.Clamp(wait.TotalSeconds, 0, QueueLimits.LongestWait.TotalSeconds);
        var address = string.Create(CultureInfo.InvariantCulture, $"{_messages.AbsoluteUri}/head?timeout={seconds}");
        var deadline = TimeSpan.FromSeconds(seconds) + _options.Grace;
        using var call = new QueueCall(this, RequestMethod.Post, address, deadline, cancellationToken, ReceiveClassifier.Instance);
        return await call.SendAsync().ConfigureAwait(false) switch
        {
            201 => call.ReadMessage(),
            204 => null,
            _ => throw call.Refused("receive"),
        };
    }

    /// <summary>Takes a message off the queue for good.</summary>
    /// <returns>False: the lock was lost, so it may come again.</returns>
    /// <exception cref="QueueException">The queue could not be asked; it may come again.</exception>
    public Task<bool> CompleteAsync(ReceivedMessage message, CancellationToken cancellationToken = default) =>
        SettleAsync(RequestMethod.Delete, "complete", message, cancellationToken);

    /// <summary>Gives a message back, to be delivered again at once.</summary>
    /// <inheritdoc cref="CompleteAsync" path="/returns|/exception"/>
    public Task<bool> AbandonAsync(ReceivedMessage message, CancellationToken cancellationToken = default) =>
        SettleAsync(RequestMethod.Put, "abandon", message, cancellationToken);

    /// <summary>Makes the lock last its full time again, from now.</summary>
    /// <inheritdoc cref="CompleteAsync" path="/returns|/exception"/>
    public Task<bool> RenewAsync(ReceivedMessage message, CancellationToken cancellationToken = default) =>
        SettleAsync(RequestMethod.Post, "renew", message, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _tokens.Dispose();

    /// <summary>Sends one call down the pipeline with the token of the day; a refused token is replaced once.</summary>
    internal async Task SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        SasToken? refused = null;
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var token = await _tokens.GetAsync(refused, cancellationToken).ConfigureAwait(false);
            message.Request.Headers.SetValue(HttpHeader.Names.Authorization, token.Value);
            await _pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
            if (message.Response.Status != 401)
            {
                return;
            }

            refused = token;
        }
    }

    internal HttpMessage CreateMessage(ResponseClassifier? classifier) =>
        classifier is null ? _pipeline.CreateMessage() : _pipeline.CreateMessage(context: null, classifier);

    internal TimeProvider Clock => _options.Clock;

    /// <summary>404 and 410 both say that there is nothing under this lock; 409 has been seen, too (https://github.com/Azure/azure-sdk-for-js/issues/1592).</summary>
    private async Task<bool> SettleAsync(RequestMethod method, string verb, ReceivedMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var reference = message.Reference ?? message.SequenceNumber.ToString(CultureInfo.InvariantCulture);
        var address = $"{_messages.AbsoluteUri}/{Uri.EscapeDataString(reference)}/{message.LockToken:D}";
        using var call = new QueueCall(this, method, address, _options.Deadline, cancellationToken);
        return await call.SendAsync().ConfigureAwait(false) switch
        {
            200 or 204 => true,
            404 or 409 or 410 => false,
            _ => throw call.Refused(verb),
        };
    }
}
