using System.Collections.Concurrent;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Api.Tests.Hosting;

/// <summary>Queues that only take notes.</summary>
internal sealed class FakeRelayQueues : IRelayQueues
{
    public Uri Address { get; } = new("https://queues.example/");

    public ConcurrentDictionary<string, ConcurrentQueue<QueueMessage>> Queues { get; } = new(StringComparer.Ordinal);

    public int Made { get; private set; }

    /// <summary>The messages in a queue; fails the test when it does not exist.</summary>
    public IReadOnlyCollection<QueueMessage> Sent(string queue) => Queues[queue];

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([.. Queues.Keys]);

    public Task EnsureAsync(string queue, CancellationToken cancellationToken)
    {
        Made++;
        Queues.TryAdd(queue, []);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string queue, CancellationToken cancellationToken)
    {
        Queues.TryRemove(queue, out _);
        return Task.CompletedTask;
    }

    public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken)
    {
        (Queues.GetValueOrDefault(queue) ?? throw new QueueException(QueueFailure.NotFound, $"There is no queue {queue}.")).Enqueue(message);
        return Task.CompletedTask;
    }

    public Task<string> ListenAsync(string queue, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        Queues.ContainsKey(queue)
            ? Task.FromResult($"listen {queue} {expiresAt:O}")
            : throw new QueueException(QueueFailure.NotFound, $"There is no queue {queue}.");

    public Task<string> SendRepliesAsync(DateTimeOffset expiresAt, CancellationToken cancellationToken) => Task.FromResult($"send {expiresAt:O}");
}
