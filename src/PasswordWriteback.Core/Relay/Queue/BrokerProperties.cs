using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.Relay.Queue;

/// <summary>
/// The <c>BrokerProperties</c> header: what the queue and the two ends tell each other about a message, as one JSON object
/// (https://learn.microsoft.com/rest/api/servicebus/message-headers-and-properties). Times are in the form of HTTP dates, the
/// time to live is in seconds. Members that are not listed are ignored, as Service Bus does.
/// </summary>
public sealed record BrokerProperties
{
    /// <summary>Name of the header.</summary>
    public const string HeaderName = "BrokerProperties";

    /// <summary>The sender's name for the message.</summary>
    public string? MessageId { get; init; }

    /// <summary>What it answers, or belongs to.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Its kind.</summary>
    public string? Label { get; init; }

    /// <summary>How long it may wait, in seconds. Service Bus shows "for ever" as the greatest TimeSpan.</summary>
    public double? TimeToLive { get; init; }

    /// <summary>Received: how often it was delivered.</summary>
    public int? DeliveryCount { get; init; }

    /// <summary>Received: its number in the queue.</summary>
    public long? SequenceNumber { get; init; }

    /// <summary>Received: when it arrived.</summary>
    public string? EnqueuedTimeUtc { get; init; }

    /// <summary>Received: when the lock ends.</summary>
    public string? LockedUntilUtc { get; init; }

    /// <summary>Received: the lock.</summary>
    public Guid? LockToken { get; init; }

    /// <summary>Received: <c>Active</c>.</summary>
    public string? State { get; init; }

    /// <summary>What a sender says of a message.</summary>
    public static BrokerProperties Of(QueueMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new()
        {
            MessageId = message.MessageId,
            CorrelationId = message.CorrelationId,
            Label = message.Label,
            TimeToLive = message.TimeToLive?.TotalSeconds,
        };
    }

    /// <summary>What the queue says of a message that it delivers.</summary>
    public static BrokerProperties Of(ReceivedMessage received)
    {
        ArgumentNullException.ThrowIfNull(received);
        return Of(received.Message) with
        {
            DeliveryCount = received.DeliveryCount,
            SequenceNumber = received.SequenceNumber,
            EnqueuedTimeUtc = HttpDate(received.EnqueuedAt),
            LockedUntilUtc = HttpDate(received.LockedUntil),
            LockToken = received.LockToken,
            State = "Active",
        };
    }

    /// <summary>As the header's value: ASCII, on one line.</summary>
    public string ToHeader() => JsonSerializer.Serialize(this, BrokerPropertiesJson.Default.BrokerProperties);

    /// <summary>Reads the header.</summary>
    /// <exception cref="QueueException"><see cref="QueueFailure.Invalid"/>: it is no JSON object, or a member has the wrong type.</exception>
    public static BrokerProperties FromHeader(string? header)
    {
        if (string.IsNullOrWhiteSpace(header))
        {
            return new();
        }

        try
        {
            return JsonSerializer.Deserialize(header, BrokerPropertiesJson.Default.BrokerProperties) ?? new();
        }
        catch (JsonException e)
        {
            throw new QueueException(QueueFailure.Invalid, $"The header {HeaderName} cannot be read at '{e.Path}': it has to be a JSON object as Service Bus describes it.", e);
        }
    }

    /// <summary>A message with this header, as it was sent.</summary>
    public QueueMessage ToMessage(ReadOnlyMemory<byte> body, string? contentType, IReadOnlyDictionary<string, string> properties) =>
        new(MessageId ?? "", body)
        {
            CorrelationId = CorrelationId,
            Label = Label,
            TimeToLive = ReadTimeToLive(),
            ContentType = contentType,
            Properties = properties,
        };

    /// <summary>A message with this header, as it was received.</summary>
    /// <exception cref="QueueException"><see cref="QueueFailure.Unavailable"/>: what only the queue can say is missing, so something else answered in its place.</exception>
    public ReceivedMessage ToReceived(ReadOnlyMemory<byte> body, string? contentType, IReadOnlyDictionary<string, string> properties) =>
        LockToken is { } token && SequenceNumber is { } sequence && ReadDate(LockedUntilUtc) is { } until
            ? new(ToMessage(body, contentType, properties), sequence, token, until, ReadDate(EnqueuedTimeUtc) ?? until, DeliveryCount ?? 1)
            : throw new QueueException(
                QueueFailure.Unavailable,
                $"A message came without LockToken, SequenceNumber or LockedUntilUtc in {HeaderName}: is there a proxy in between that answers by itself?");

    private static string HttpDate(DateTimeOffset time) => time.ToString("R", CultureInfo.InvariantCulture);

    private static DateTimeOffset? ReadDate(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>The greatest TimeSpan has more digits than a double: what comes near it means for ever.</summary>
    private TimeSpan? ReadTimeToLive() =>
        TimeToLive is { } seconds && seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(Math.Max(seconds, -1)) : null;
}

/// <summary>The header's JSON.</summary>
[JsonSerializable(typeof(BrokerProperties))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNameCaseInsensitive = true)]
internal sealed partial class BrokerPropertiesJson : JsonSerializerContext;
