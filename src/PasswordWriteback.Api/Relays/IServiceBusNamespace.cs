using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Api.Relays;

/// <summary>An Azure Service Bus namespace, reached with the host's own identity. Every call throws <see cref="QueueException"/> when it fails.</summary>
public interface IServiceBusNamespace
{
    /// <summary>Its address, as relays reach it.</summary>
    Uri Address { get; }

    /// <summary>Key of the rule <see cref="ServiceBusQueues.ListenRule"/>. A secret.</summary>
    string ListenKey { get; }

    /// <summary>Key of the rule <see cref="ServiceBusQueues.SendRule"/>, a secret; null but for the first namespace, which has the replies queue.</summary>
    string? SendKey { get; }

    /// <summary>Relays that it takes. With this many, the next one that enrols gets its queue in a further namespace.</summary>
    int MaxRelays { get; }

    /// <summary>The names of its queues.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Makes a queue, unless it is there.</summary>
    Task CreateAsync(string queue, CancellationToken cancellationToken);

    /// <summary>Removes a queue, if it is there.</summary>
    Task DeleteAsync(string queue, CancellationToken cancellationToken);

    /// <summary>Sends to a queue.</summary>
    Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken);
}
