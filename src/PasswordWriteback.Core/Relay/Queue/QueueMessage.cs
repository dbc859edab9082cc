namespace PasswordWriteback.Core.Relay.Queue;

/// <summary>A message as it is sent.</summary>
/// <param name="MessageId">The sender's name for it, at most 128 characters; for commands <c>{commandId}.{attempt}</c>. Nothing is dropped for a repeated one.</param>
/// <param name="Body">The payload, as it is.</param>
public sealed record QueueMessage(string MessageId, ReadOnlyMemory<byte> Body)
{
    /// <summary>What it answers, or belongs to.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Its kind, in the sender's words. Service Bus calls it Label over HTTP and Subject in its newer libraries.</summary>
    public string? Label { get; init; }

    /// <summary>How long it may wait for a receiver; null: as long as the queue lets it.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The media type of the body.</summary>
    public string? ContentType { get; init; }

    /// <summary>The sender's own properties, by name (letters, digits, <c>-</c> and <c>_</c>).</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = NoProperties;

    /// <summary>An empty set of properties.</summary>
    public static IReadOnlyDictionary<string, string> NoProperties { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>A message that a receiver holds under a lock: its own until <see cref="LockedUntil"/>, unless it is completed or abandoned before.</summary>
/// <param name="Message">What was sent.</param>
/// <param name="SequenceNumber">Its number in the order of arrival, given by the queue.</param>
/// <param name="LockToken">Proves the lock. A new one with each delivery.</param>
/// <param name="LockedUntil">When the lock ends, by the queue's clock.</param>
/// <param name="EnqueuedAt">When it arrived, by the queue's clock.</param>
/// <param name="DeliveryCount">How often it has been delivered, this time included.</param>
public sealed record ReceivedMessage(
    QueueMessage Message, long SequenceNumber, Guid LockToken, DateTimeOffset LockedUntil, DateTimeOffset EnqueuedAt, int DeliveryCount)
{
    /// <summary>How the queue names the message in its own links; its <see cref="SequenceNumber"/> unless the queue said otherwise.</summary>
    public string? Reference { get; init; }

    /// <summary>The queue's clock when it handed the message over; null when it did not say.</summary>
    public DateTimeOffset? QueueTime { get; init; }

    /// <summary>The property that says why a message lies among the dead letters.</summary>
    public const string DeadLetterReasonProperty = "DeadLetterReason";

    /// <summary>The property that explains it in a sentence.</summary>
    public const string DeadLetterDescriptionProperty = "DeadLetterErrorDescription";
}
