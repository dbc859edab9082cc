using System.Collections.Concurrent;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Api.Tests.Hosting;

/// <summary>Queues that only take notes.</summary>
internal sealed class FakeRelayQueues : IRelayQueues
{
    private readonly ConcurrentDictionary<string, bool> _queues = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Queue, QueueMessage Message)> _sent = new();

    public Uri Address { get; } = new("https://queues.example/");

    /// <summary>The queues that there are.</summary>
    public IReadOnlyCollection<string> Queues => [.. _queues.Keys];

    public IReadOnlyCollection<(string Queue, QueueMessage Message)> Sent => _sent;

    public Task EnsureAsync(string queue, CancellationToken cancellationToken)
    {
        _queues.TryAdd(queue, true);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string queue, CancellationToken cancellationToken)
    {
        _queues.TryRemove(queue, out _);
        return Task.CompletedTask;
    }

    public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken)
    {
        _sent.Enqueue((queue, message));
        return Task.CompletedTask;
    }

    public Task<string> ListenAsync(string queue, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        Task.FromResult($"SharedAccessSignature sr={queue}&se={expiresAt.ToUnixTimeSeconds()}");

    public Task<string> SendRepliesAsync(DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        ListenAsync(IRelayQueues.Replies, expiresAt, cancellationToken);
}
