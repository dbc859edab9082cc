using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Api.Relays;

/// <summary>The queues between cloud and relays: Azure Service Bus, or the host's own.</summary>
public interface IRelayQueues
{
    /// <summary>The queue that all relays answer to.</summary>
    const string Replies = "replies";

    /// <summary>Address that relays reach the queues under.</summary>
    Uri Address { get; }

    /// <summary>The names of all queues that exist.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Makes a relay's queue. Making it twice is making it once.</summary>
    Task EnsureAsync(string queue, CancellationToken cancellationToken);

    /// <summary>Removes a relay's queue with all that lies in it. One that is not there is removed already.</summary>
    Task RemoveAsync(string queue, CancellationToken cancellationToken);

    /// <summary>Sends to a relay.</summary>
    /// <exception cref="QueueException">It could not be sent; the message says what to do.</exception>
    Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken);

    /// <summary>A shared access signature to receive from one queue.</summary>
    Task<string> ListenAsync(string queue, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>A shared access signature to send to the replies queue.</summary>
    Task<string> SendRepliesAsync(DateTimeOffset expiresAt, CancellationToken cancellationToken);
}
