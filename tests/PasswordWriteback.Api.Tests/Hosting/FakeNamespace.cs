using System.Collections.Concurrent;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Api.Tests.Hosting;

/// <summary>A Service Bus namespace that only takes notes.</summary>
internal sealed class FakeNamespace(string name) : IServiceBusNamespace
{
    private readonly ConcurrentDictionary<string, bool> _queues = new(StringComparer.Ordinal);

    public Uri Address { get; } = new($"https://{name}.example/");

    public string ListenKey => $"the key that listens in {name}";

    public string? SendKey { get; init; }

    public int MaxRelays { get; init; } = 2;

    public ConcurrentQueue<(string Queue, QueueMessage Message)> Sent { get; } = [];

    public IEnumerable<string> Queues => _queues.Keys;

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([.. _queues.Keys]);

    public Task CreateAsync(string queue, CancellationToken cancellationToken)
    {
        _queues.TryAdd(queue, true);
        return Task.CompletedTask;
    }

    public Task DeleteAsync(string queue, CancellationToken cancellationToken)
    {
        _queues.TryRemove(queue, out _);
        return Task.CompletedTask;
    }

    public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken)
    {
        Sent.Enqueue((queue, message));
        return Task.CompletedTask;
    }
}
