using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Local.Queue;

/// <summary>A queue and its rules; the names and defaults are those of Service Bus where it has them.</summary>
/// <param name="Name">1 to 100 letters, digits, <c>.</c>, <c>-</c>, <c>_</c>, the first a letter or digit. Case does not matter.</param>
public sealed record QueueDefinition(string Name)
{
    /// <summary>How long a delivered message is its receiver's own. 5 s to 5 min; default a minute.</summary>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Deliveries after which an unsettled message goes to the dead letters. Default 10.</summary>
    public int MaxDeliveryCount { get; init; } = 10;

    /// <summary>The longest life of a message here, whatever its sender says; null: no limit.</summary>
    public TimeSpan? DefaultTimeToLive { get; init; }

    /// <summary>Whether a message whose time is over goes to the dead letters (default), or is dropped.</summary>
    public bool DeadLetterOnExpiry { get; init; } = true;

    /// <summary>How much it may hold, dead letters included, in bytes. Default 64 MB.</summary>
    public long MaximumBytes { get; init; } = 64L * 1024 * 1024;

    /// <exception cref="QueueException"><see cref="QueueFailure.Invalid"/>: says what is wrong.</exception>
    internal void Check()
    {
        QueuePath.CheckName(Name);
        var wrong = LockDuration < TimeSpan.FromSeconds(5) || LockDuration > TimeSpan.FromMinutes(5) ? "locks last 5 s to 5 min"
            : MaxDeliveryCount < 1 ? "a message is delivered at least once"
            : DefaultTimeToLive <= TimeSpan.Zero ? "messages have to live for some time"
            : MaximumBytes < QueueLimits.MessageBytes ? $"it has to hold at least one message of {QueueLimits.MessageBytes} bytes"
            : null;
        if (wrong is not null)
        {
            throw new QueueException(QueueFailure.Invalid, $"Queue '{Name}' cannot be made so: {wrong}.");
        }
    }
}

/// <summary>What a queue holds.</summary>
/// <param name="Waiting">Messages that are or will be delivered, those under a lock included.</param>
/// <param name="DeadLetters">Messages that will not be delivered any more.</param>
/// <param name="Bytes">The size of all of them.</param>
public sealed record QueueCounts(long Waiting, long DeadLetters, long Bytes);
