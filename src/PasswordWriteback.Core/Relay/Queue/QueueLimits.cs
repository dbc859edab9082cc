using System.Text;

namespace PasswordWriteback.Core.Relay.Queue;

/// <summary>
/// What a Service Bus queue of the Standard tier takes, kept by the local queue and by the client alike
/// (https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas).
/// </summary>
public static class QueueLimits
{
    /// <summary>The largest message in bytes, properties included: 256 KB.</summary>
    public const int MessageBytes = 256 * 1024;

    /// <summary>The longest message id, in characters.</summary>
    public const int MessageIdLength = 128;

    /// <summary>
    /// All properties together in bytes. Service Bus allows 64 KB; over HTTP they are headers, in which a letter may take three
    /// times its bytes, and servers and proxies take 16 KB of headers.
    /// </summary>
    public const int PropertyBytes = 4 * 1024;

    /// <summary>The longest wait for a message; Service Bus waits a minute at most.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>The path below a queue under which its dead letters are received.</summary>
    public const string DeadLetters = "$deadletterqueue";

    /// <summary>The bytes that count against <see cref="MessageBytes"/>.</summary>
    public static int SizeOf(QueueMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Body.Length + PropertySizeOf(message);
    }

    /// <summary>Refuses a message that no queue would take.</summary>
    /// <exception cref="QueueException"><see cref="QueueFailure.Invalid"/> or <see cref="QueueFailure.TooLarge"/>.</exception>
    public static void Check(QueueMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.MessageId.Length is 0 or > MessageIdLength)
        {
            throw new QueueException(QueueFailure.Invalid, $"A message id has 1 to {MessageIdLength} characters, this one {message.MessageId.Length}.");
        }

        if (message.TimeToLive <= TimeSpan.Zero)
        {
            throw new QueueException(QueueFailure.Invalid, $"Message '{message.MessageId}' would live {message.TimeToLive}: no time at all.");
        }

        if (message.Properties.Keys.FirstOrDefault(n => !CustomProperties.IsName(n)) is { } name)
        {
            throw new QueueException(QueueFailure.Invalid, $"'{name}' cannot name a property of a message: letters, digits, '-' and '_' only, and no HTTP header's name.");
        }

        if (PropertySizeOf(message) > PropertyBytes || SizeOf(message) > MessageBytes)
        {
            throw new QueueException(
                QueueFailure.TooLarge,
                $"Message '{message.MessageId}' has {SizeOf(message)} bytes, {PropertySizeOf(message)} of them properties; the queue takes {MessageBytes} and {PropertyBytes}.");
        }
    }

    private static int PropertySizeOf(QueueMessage message)
    {
        var size = Bytes(message.MessageId) + Bytes(message.CorrelationId) + Bytes(message.Label) + Bytes(message.ContentType);
        return message.Properties.Aggregate(size, (sum, p) => sum + Bytes(p.Key) + Bytes(p.Value));
    }

    private static int Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
