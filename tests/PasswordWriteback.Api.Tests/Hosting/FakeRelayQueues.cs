using System.Collections.Concurrent;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.Api.Tests.Hosting;

/// <summary>Queues that only take notes.</summary>
internal sealed class FakeRelayQueues : IRelayQueues
{
    public Uri Address { get; } = new("https://queues.example/");

    public ConcurrentDictionary<string, ConcurrentQueue<QueueMessage>> Queues { get; } = new(StringComparer.Ordinal);

    public int Made { get; private set; }

    /// <summary>The messages in a queue; fails the test when it does not exist.</summary>
    public IReadOnlyCollection<QueueMessage> Sent(string queue) => Queues[queue];

    public RelayQueue Place(Guid relayId, IReadOnlyList<NamespaceRelays> enrolled) => new(RelayRecord.QueueOf(relayId));

    public IReadOnlyList<Uri?> Places => [null];

    public Task<IReadOnlyList<RelayQueue>> ListAsync(Uri? place, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RelayQueue>>([.. Queues.Keys.Select(name => new RelayQueue(name))]);

    public Task EnsureAsync(RelayQueue queue, CancellationToken cancellationToken)
    {
        Made++;
        Queues.TryAdd(queue.Name, []);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(RelayQueue queue, CancellationToken cancellationToken)
    {
        Queues.TryRemove(queue.Name, out _);
        return Task.CompletedTask;
    }

    public Task SendAsync(RelayQueue queue, QueueMessage message, CancellationToken cancellationToken)
    {
        (Queues.GetValueOrDefault(queue.Name) ?? throw new QueueException(QueueFailure.NotFound, $"There is no queue {queue.Name}.")).Enqueue(message);
        return Task.CompletedTask;
    }

    public Task<string> ListenAsync(RelayQueue queue, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        Queues.ContainsKey(queue.Name)
            ? Task.FromResult($"listen {queue.Name} {expiresAt:O}")
            : throw new QueueException(QueueFailure.NotFound, $"There is no queue {queue.Name}.");

    public Task<string> SendRepliesAsync(DateTimeOffset expiresAt, CancellationToken cancellationToken) => Task.FromResult($"send {expiresAt:O}");
}
