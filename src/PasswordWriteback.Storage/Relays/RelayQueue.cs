namespace PasswordWriteback.Storage.Relays;

/// <summary>A relay's queue, and where it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ServiceBus">Address of its Service Bus namespace; null: the first one, or the host's own queues.</param>
public sealed record RelayQueue(string Name, Uri? ServiceBus = null);

/// <summary>How many relays have their queues in a Service Bus namespace.</summary>
/// <param name="ServiceBus">Its address; null: the first one, or the host's own queues.</param>
/// <param name="Relays">Active ones and those that stand by.</param>
public sealed record NamespaceRelays(Uri? ServiceBus, int Relays);
