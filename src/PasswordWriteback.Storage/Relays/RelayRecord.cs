using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;

namespace PasswordWriteback.Storage.Relays;

/// <summary>What a relay may do.</summary>
public enum RelayState
{
    /// <summary>Commands of its forest go to it.</summary>
    Active,

    /// <summary>Enrolled beside the active one, and promoted by a person.</summary>
    Standby,

    /// <summary>It gets no token any more and its answers are refused. It stays in the record and cannot come back.</summary>
    Revoked,
}

/// <summary>A relay as it is enrolled.</summary>
public sealed record RelayRecord
{
    private const string QueuePrefix = "relay-";

    /// <summary>The relay.</summary>
    public required Guid RelayId { get; init; }

    /// <summary>Its tenant.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The tenant's owner.</summary>
    public required string Owner { get; init; }

    /// <summary>The forest that it stands in, in lower case.</summary>
    public required string Forest { get; init; }

    /// <summary>What it may do.</summary>
    public required RelayState State { get; init; }

    /// <summary>The public half of the key that it made on its server.</summary>
    public required PublicJwk Key { get; init; }

    /// <summary>Its server.</summary>
    public required string HostName { get; init; }

    /// <summary>Its version when it enrolled; afterwards the heartbeat says.</summary>
    public required string Version { get; init; }

    /// <summary>When it enrolled.</summary>
    public required DateTimeOffset EnrolledAt { get; init; }

    /// <summary>Who issued its code.</summary>
    public required string EnrolledBy { get; init; }

    /// <summary>When it was revoked; null while it counts.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When its last heartbeat came; null before the first.</summary>
    public DateTimeOffset? HeartbeatAt { get; init; }

    /// <summary>Its last heartbeat.</summary>
    public RelayHeartbeat? Heartbeat { get; init; }

    /// <summary>When two processes with its identity were last seen at work in turns; null: never.</summary>
    public DateTimeOffset? DuplicateSeenAt { get; init; }

    /// <summary>Address of the Service Bus namespace that its queue is in; null: the first one, or the host's own queues.</summary>
    public Uri? ServiceBus { get; init; }

    /// <summary>The queue that its commands lie in, with its place.</summary>
    public RelayQueue CommandQueue => new(Queue, ServiceBus);

    /// <summary>Name of the queue that its commands lie in.</summary>
    public string Queue => QueueOf(RelayId);

    /// <summary>The queue of a relay.</summary>
    public static string QueueOf(Guid relayId) => $"{QueuePrefix}{relayId:N}";

    /// <summary>Whether a queue is one of a relay.</summary>
    public static bool IsQueue(string queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return queue.StartsWith(QueuePrefix, StringComparison.Ordinal);
    }
}
