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

    /// <summary>Whether it does nothing that it is asked for.</summary>
    public bool Away { get; set; }

    /// <summary>The one queue with which nothing can be done.</summary>
    public string? Stuck { get; set; }

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        Demand(queue: null);
        return Task.FromResult<IReadOnlyList<string>>([.. _queues.Keys]);
    }

    public Task CreateAsync(string queue, CancellationToken cancellationToken)
    {
        Demand(queue);
        _queues.TryAdd(queue, true);
        return Task.CompletedTask;
    }

    public Task DeleteAsync(string queue, CancellationToken cancellationToken)
    {
        Demand(queue);
        _queues.TryRemove(queue, out _);
        return Task.CompletedTask;
    }

    public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken)
    {
        Sent.Enqueue((queue, message));
        return Task.CompletedTask;
    }

    private void Demand(string? queue)
    {
        if (Away || (queue is not null && queue == Stuck))
        {
            throw new QueueException(QueueFailure.Unavailable, $"Service Bus {Address.Host} did not do what it was asked for '{queue ?? "all"}'.");
        }
    }
}
