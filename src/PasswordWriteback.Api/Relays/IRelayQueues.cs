using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.Api.Relays;

/// <summary>The queues between cloud and relays: Azure Service Bus, or the host's own.</summary>
public interface IRelayQueues
{
    /// <summary>The queue that all relays answer to.</summary>
    const string Replies = "replies";

    /// <summary>Address that relays reach the replies queue under, and every queue that names no other place.</summary>
    Uri Address { get; }

    /// <summary>Where a new relay's queue is to be; nothing is made.</summary>
    /// <param name="relayId">The relay.</param>
    /// <param name="enrolled">How many relays there are at each place.</param>
    /// <exception cref="QueueException">There is no room for another one; the message says what to do.</exception>
    RelayQueue Place(Guid relayId, IReadOnlyList<NamespaceRelays> enrolled);

    /// <summary>The places where queues may be; null is <see cref="Address"/>.</summary>
    IReadOnlyList<Uri?> Places { get; }

    /// <summary>All queues that exist at a place.</summary>
    /// <exception cref="QueueException">The place did not say.</exception>
    Task<IReadOnlyList<RelayQueue>> ListAsync(Uri? place, CancellationToken cancellationToken);

    /// <summary>Makes a relay's queue. Making it twice is making it once.</summary>
    Task EnsureAsync(RelayQueue queue, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a relay's queue with all that lies in it. One that is not there is removed already, and so is one at a place that is not
    /// configured any more: should the place come back, <see cref="RelayQueueUpkeep"/> finds it.
    /// </summary>
    /// <exception cref="QueueException">It may be there still.</exception>
    Task RemoveAsync(RelayQueue queue, CancellationToken cancellationToken);

    /// <summary>Sends to a relay.</summary>
    /// <exception cref="QueueException">It could not be sent; the message says what to do.</exception>
    Task SendAsync(RelayQueue queue, QueueMessage message, CancellationToken cancellationToken);

    /// <summary>A shared access signature to receive from one queue.</summary>
    Task<string> ListenAsync(RelayQueue queue, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>A shared access signature to send to the replies queue.</summary>
    Task<string> SendRepliesAsync(DateTimeOffset expiresAt, CancellationToken cancellationToken);
}
