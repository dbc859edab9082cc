using System.Diagnostics;
using System.Globalization;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.Api.Relays;

/// <summary>
/// The queues of relays in Azure Service Bus. The backend itself uses its identity there; a relay gets signatures of rules' keys, each
/// for one queue and an hour. A relay that enrols gets its queue in the first namespace that has room and keeps it there; all relays
/// answer to the first namespace.
/// </summary>
public sealed class ServiceBusQueues : IRelayQueues
{
    /// <summary>The rule of the namespace whose key signs what relays listen with.</summary>
    public const string ListenRule = "relays-listen";

    /// <summary>The rule of the replies queue whose key signs what relays answer with.</summary>
    public const string SendRule = "relays-send";

    /// <summary>Application property that takes the trace from the run to whoever looks at the message (W3C Trace Context).</summary>
    public const string TraceProperty = "traceparent";

    private readonly IReadOnlyList<IServiceBusNamespace> _namespaces;
    private readonly SharedAccessRule _send;

    /// <summary>The queues in some namespaces.</summary>
    /// <param name="namespaces">In the order in which they are filled; the first one has the replies queue.</param>
    /// <exception cref="ArgumentException">There is none, one is named twice, or the first has no key for the replies queue.</exception>
    public ServiceBusQueues(IEnumerable<IServiceBusNamespace> namespaces)
    {
        _namespaces = [.. namespaces];
        if (_namespaces.Count == 0 || _namespaces.DistinctBy(bus => bus.Address).Count() < _namespaces.Count)
        {
            throw new ArgumentException("Name at least one Service Bus namespace, and each once.", nameof(namespaces));
        }

        _send = new SharedAccessRule(
            SendRule, _namespaces[0].SendKey ?? throw new ArgumentException("The first Service Bus namespace needs the key of its replies queue.", nameof(namespaces)), QueueRights.Send);
    }

    /// <inheritdoc/>
    public Uri Address => _namespaces[0].Address;

    /// <inheritdoc/>
    /// <remarks>Relays that enrol at the same moment may exceed the limit by their number: Service Bus itself takes 10,000 queues.</remarks>
    public RelayQueue Place(Guid relayId, IReadOnlyList<NamespaceRelays> enrolled)
    {
        var counts = enrolled.ToDictionary(count => count.ServiceBus ?? Address, count => count.Relays);
        var room = _namespaces.FirstOrDefault(bus => counts.GetValueOrDefault(bus.Address) < bus.MaxRelays) ?? throw new QueueException(
            QueueFailure.Full,
            string.Create(
                CultureInfo.InvariantCulture,
                $"No Service Bus namespace has room for another relay ({_namespaces.Count} configured, {counts.Values.Sum()} relays enrolled). Configure another namespace, or revoke relays that are not used any more; then enrol with the same code, or a new one."));
        return new RelayQueue(RelayRecord.QueueOf(relayId), room == _namespaces[0] ? null : room.Address);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Uri?> Places => [null, .. _namespaces.Skip(1).Select(bus => bus.Address)];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RelayQueue>> ListAsync(Uri? place, CancellationToken cancellationToken)
    {
        var bus = Find(place) ?? throw new ArgumentException($"{place} is none of the places.", nameof(place));
        return [.. (await bus.ListAsync(cancellationToken).ConfigureAwait(false)).Select(name => new RelayQueue(name, place))];
    }

    /// <inheritdoc/>
    public Task EnsureAsync(RelayQueue queue, CancellationToken cancellationToken) => Of(queue).CreateAsync(queue.Name, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(RelayQueue queue, CancellationToken cancellationToken) =>
        Find(queue.ServiceBus)?.DeleteAsync(queue.Name, cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public Task SendAsync(RelayQueue queue, QueueMessage message, CancellationToken cancellationToken)
    {
        QueueLimits.Check(message);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } trace })
        {
            message = message with { Properties = new Dictionary<string, string>(message.Properties, StringComparer.OrdinalIgnoreCase) { [TraceProperty] = trace } };
        }

        return Of(queue).SendAsync(queue.Name, message, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<string> ListenAsync(RelayQueue queue, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var bus = Of(queue);
        return Task.FromResult(Sign(bus, queue.Name, new SharedAccessRule(ListenRule, bus.ListenKey, QueueRights.Listen), expiresAt));
    }

    /// <inheritdoc/>
    public Task<string> SendRepliesAsync(DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        Task.FromResult(Sign(_namespaces[0], IRelayQueues.Replies, _send, expiresAt));

    private IServiceBusNamespace? Find(Uri? place) => place is null ? _namespaces[0] : _namespaces.FirstOrDefault(bus => bus.Address == place);

    private IServiceBusNamespace Of(RelayQueue queue) => Find(queue.ServiceBus) ?? throw new QueueException(
        QueueFailure.Unavailable,
        $"Queue {queue.Name} is in the Service Bus namespace {queue.ServiceBus}, which is not configured any more. Configure it again, or enrol this relay anew.");

    private static string Sign(IServiceBusNamespace bus, string queue, SharedAccessRule rule, DateTimeOffset expiresAt) =>
        SharedAccessSignature.Create(new Uri($"{bus.Address.AbsoluteUri.TrimEnd('/')}/{queue}"), rule, expiresAt).Value;
}
