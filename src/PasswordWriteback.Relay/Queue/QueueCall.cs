using System.Globalization;
using Azure;
using Azure.Core;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Cloud;

namespace PasswordWriteback.Relay.Queue;

/// <summary>One call of <see cref="ServiceBusQueueClient"/>: request, deadline, and what the answer means.</summary>
internal sealed class QueueCall : IDisposable
{
    private readonly ServiceBusQueueClient _client;
    private readonly HttpMessage _message;
    private readonly TimeSpan _allowed;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _either;
    private ReadOnlyMemory<byte> _body;

    public QueueCall(
        ServiceBusQueueClient client, RequestMethod method, string address, TimeSpan allowed, CancellationToken caller, ResponseClassifier? classifier = null)
    {
        _client = client;
        _caller = caller;
        _allowed = allowed;
        _deadline = new CancellationTokenSource(allowed, client.Clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _deadline.Token);
        _message = client.CreateMessage(classifier);
        _message.Request.Method = method;
        _message.Request.Uri.Reset(new Uri(address));
        if (classifier is not null)
        {
            // An empty body: without one the handler takes a cut connection for an idle one, and repeats the poll by itself.
            _message.Request.Content = RequestContent.Create(ReadOnlyMemory<byte>.Empty);
            _message.NetworkTimeout = Timeout.InfiniteTimeSpan;
            _message.BufferResponse = false;
        }
    }

    /// <summary>The queue service's clock when it answered; null when it did not say.</summary>
    public DateTimeOffset? QueueTime => _message.Response.Headers.TryGetValue(HttpHeader.Names.Date, out var date)
        && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>Puts a message to send into the request.</summary>
    public void Write(QueueMessage message)
    {
        var headers = _message.Request.Headers;
        headers.SetValue(BrokerProperties.HeaderName, BrokerProperties.Of(message).ToHeader());
        if (message.ContentType is { } type)
        {
            headers.SetValue(HttpHeader.Names.ContentType, type);
        }

        foreach (var (name, value) in message.Properties)
        {
            headers.SetValue(name, CustomProperties.ToHeader(value));
        }

        _message.Request.Content = RequestContent.Create(message.Body);
    }

    /// <summary>Sends it; returns the HTTP status. A message in the answer is read, too.</summary>
    /// <exception cref="QueueException"><see cref="QueueFailure.Unavailable"/>: no answer, or one larger than any message.</exception>
    public async Task<int> SendAsync()
    {
        try
        {
            await _client.SendAsync(_message, _either.Token).ConfigureAwait(false);
            if (!_message.BufferResponse && _message.Response is { Status: 201, ContentStream: { } content })
            {
                _body = await ReadAsync(content).ConfigureAwait(false);
            }

            return _message.Response.Status;
        }
        catch (OperationCanceledException) when (_caller.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException e) when (!_message.Request.Headers.Contains(HttpHeader.Names.Authorization))
        {
            throw new QueueException(
                QueueFailure.Unavailable,
                $"There is no access to queue '{_client.Queue}': the cloud gave no token in {_allowed.TotalSeconds:0.#} s. Does this server reach the cloud over HTTPS, by the proxy if there is one?",
                new TimeoutException("No token came in time.", e));
        }
        catch (OperationCanceledException e)
        {
            throw Unavailable(
                !WasUnderWay(e) ? "no connection came about in time"
                : _deadline.IsCancellationRequested ? $"no answer in {_allowed.TotalSeconds:0.#} s"
                : "no answer in time",
                e);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or IOException or HttpRequestException)
        {
            // After several tries: the last one's cause. The sum of them speaks to programmers.
            var root = (e is AggregateException tries ? tries.InnerExceptions[^1] : e).GetBaseException();
            throw Unavailable(root is OperationCanceledException ? "no answer, after all retries" : root.Message, e);
        }
    }

    /// <summary>The message that a receive was answered with.</summary>
    public ReceivedMessage ReadMessage()
    {
        var response = _message.Response;
        var properties = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in response.Headers.Where(h => CustomProperties.IsName(h.Name)))
        {
            properties[header.Name] = CustomProperties.FromHeader(header.Value);
        }

        response.Headers.TryGetValue(BrokerProperties.HeaderName, out var broker);
        var received = ReadProperties(broker).ToReceived(_body, response.Headers.ContentType, properties) with
        {
            QueueTime = QueueTime,
        };
        return response.Headers.TryGetValue("Location", out var location) && Uri.TryCreate(location, UriKind.RelativeOrAbsolute, out _)
            ? received with { Reference = ReferenceIn(location) }
            : received;
    }

    /// <summary>The exception for an answer that is not a success.</summary>
    public QueueException Refused(string verb, QueueFailure? meaning = null)
    {
        var status = _message.Response.Status;
        var (failure, why) = status switch
        {
            _ when meaning is not null => (meaning.Value, "it holds as much as it may"),
            400 => (QueueFailure.Invalid, "it takes the request for malformed"),
            401 => (QueueFailure.Unauthorized, "it refuses the access token, a new one included: is the relay revoked, or does a firewall rule of the namespace shut out this network?"),
            403 => (QueueFailure.Unauthorized, "access is forbidden: does a firewall rule of the namespace shut out this network?"),
            404 or 410 => (QueueFailure.NotFound, "there is no such queue"),
            413 => (QueueFailure.TooLarge, "the message is too large"),
            407 => (QueueFailure.Unavailable, "the proxy asks for a sign-in"),
            >= 200 and < 400 => (QueueFailure.Unavailable, "this is no answer of a queue: does a proxy answer in its place?"),
            _ => (QueueFailure.Unavailable, "it is busy or in trouble"),
        };
        return new QueueException(failure, $"Queue '{_client.Queue}' at {_message.Request.Uri.Host}: {verb} was answered with HTTP {status}; {why}.");
    }

    /// <summary>Whether a call had begun when it failed. Without a token or a connection it had not, and how long it took says nothing about a proxy's patience.</summary>
    public static bool WasUnderWay(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            // A connection that does not come about in time is told by a TimeoutException; a call without an answer by none.
            if (cause is CloudException or TimeoutException
                or HttpRequestException
                {
                    HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
                })
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose()
    {
        _message.Dispose();
        _either.Dispose();
        _deadline.Dispose();
    }

    /// <summary>No more of an answer is read than a message may have: whoever answers in the queue's place may never end.</summary>
    private async Task<ReadOnlyMemory<byte>> ReadAsync(Stream content)
    {
        var buffer = new byte[Math.Min(_message.Response.Headers.ContentLength ?? QueueLimits.MessageBytes, QueueLimits.MessageBytes) + 1];
        var length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, _either.Token).ConfigureAwait(false);
        return length <= QueueLimits.MessageBytes
            ? buffer.AsMemory(0, length)
            : throw Unavailable("it was answered with more than a message may have", inner: null);
    }

    private static BrokerProperties ReadProperties(string? header)
    {
        try
        {
            return BrokerProperties.FromHeader(header);
        }
        catch (QueueException e)
        {
            throw new QueueException(QueueFailure.Unavailable, $"A message came that cannot be read. {e.Message}", e);
        }
    }

    /// <summary>The last but one segment: only that, so that no answer can lead a token to another host.</summary>
    private static string? ReferenceIn(string location)
    {
        var segments = location.Split('?', '#')[0].TrimEnd('/').Split('/');
        return segments.Length >= 3 && segments[^3] == "messages" && segments[^2].Length > 0 ? Uri.UnescapeDataString(segments[^2]) : null;
    }

    private QueueException Unavailable(string why, Exception? inner) => new(
        QueueFailure.Unavailable,
        $"Queue '{_client.Queue}' at {_message.Request.Uri.Host} is out of reach: {why.TrimEnd('.')}. Does this server reach it over HTTPS, by the proxy if there is one?",
        inner);
}
