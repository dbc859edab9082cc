using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Queue;

namespace PasswordWriteback.Relay.Service;

/// <summary>The relay's two queues: commands come by one, answers leave by the other.</summary>
public interface IRelayQueue
{
    /// <summary>When the queue last answered; null: not yet.</summary>
    DateTimeOffset? LastContact { get; }

    /// <summary>The messages as they come, each under its lock. Ends by cancellation only; a queue that is away is waited for.</summary>
    IAsyncEnumerable<ReceivedMessage> ListenAsync(CancellationToken cancellationToken);

    /// <summary>Takes a message off the queue for good. One that cannot be taken off comes again.</summary>
    /// <exception cref="QueueException">The queue could not be asked.</exception>
    Task CompleteAsync(ReceivedMessage message, CancellationToken cancellationToken);

    /// <summary>Sends an answer; on return the queue has it.</summary>
    /// <returns>The queue service's clock when it took it (its <c>Date</c> header); null when not known.</returns>
    /// <exception cref="QueueException">It was not sent, or it is not known whether it was.</exception>
    Task<DateTimeOffset?> SendAsync(QueueMessage answer, CancellationToken cancellationToken);
}

/// <summary>The queues in Azure, or on the local host, over HTTPS.</summary>
/// <param name="commands">The relay's own queue.</param>
/// <param name="listener">Listens to it.</param>
/// <param name="replies">The queue of answers.</param>
public sealed class ServiceBusRelayQueue(ServiceBusQueueClient commands, QueueListener listener, ServiceBusQueueClient replies) : IRelayQueue
{
    /// <inheritdoc />
    public DateTimeOffset? LastContact => listener.LastContact;

    /// <inheritdoc />
    public IAsyncEnumerable<ReceivedMessage> ListenAsync(CancellationToken cancellationToken) => listener.ListenAsync(cancellationToken);

    /// <inheritdoc />
    public Task CompleteAsync(ReceivedMessage message, CancellationToken cancellationToken) => commands.CompleteAsync(message, cancellationToken);

    /// <inheritdoc />
    public Task<DateTimeOffset?> SendAsync(QueueMessage answer, CancellationToken cancellationToken) => replies.SendAsync(answer, cancellationToken);
}
