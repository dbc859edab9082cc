using Microsoft.AspNetCore.Http.Features;
using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.LocalHost.ServiceBus;

/// <summary>Reads the request of a send.</summary>
internal static class ServiceBusBody
{
    private const string Batch = "application/vnd.microsoft.servicebus.json";

    /// <summary>The message in a request; no more of it is read than a message may have.</summary>
    /// <exception cref="QueueException">It is too large, or malformed.</exception>
    public static async Task<QueueMessage> ReadAsync(HttpRequest request)
    {
        if (request.ContentType?.StartsWith(Batch, StringComparison.OrdinalIgnoreCase) == true)
        {
            throw new QueueException(QueueFailure.Invalid, "Batches are not taken here; send one message at a time.");
        }

        var broker = BrokerProperties.FromHeader(request.Headers[BrokerProperties.HeaderName]);
        var properties = request.Headers
            .Where(h => CustomProperties.IsName(h.Key))
            .ToDictionary(h => h.Key, h => CustomProperties.FromHeader(h.Value.ToString()), StringComparer.OrdinalIgnoreCase);
        var body = await ReadBodyAsync(request).ConfigureAwait(false);
        var message = broker.ToMessage(body, request.ContentType, properties);
        return message.MessageId.Length > 0 ? message : message with { MessageId = $"{Guid.NewGuid():N}" };
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request)
    {
        if (request.ContentLength > QueueLimits.MessageBytes)
        {
            throw TooLarge();
        }

        // The host's own limit is that of the API, which is lower; Kestrel counts the framing of chunks, too.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = 2 * QueueLimits.MessageBytes;
        }

        var buffer = new byte[(request.ContentLength ?? QueueLimits.MessageBytes) + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted).ConfigureAwait(false);
        return length <= QueueLimits.MessageBytes ? buffer.AsMemory(0, length) : throw TooLarge();
    }

    private static QueueException TooLarge() => new(QueueFailure.TooLarge, $"A message has {QueueLimits.MessageBytes} bytes at most, properties included.");
}
