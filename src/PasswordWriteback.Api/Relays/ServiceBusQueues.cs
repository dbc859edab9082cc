using System.Diagnostics;
using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Api.Relays;

/// <summary>
/// The queues of relays in Azure Service Bus. The backend itself uses its identity there; a relay gets signatures of rules' keys, each
/// for one queue and an hour.
/// </summary>
/// <param name="bus">The namespace.</param>
public sealed class ServiceBusQueues(IServiceBusNamespace bus) : IRelayQueues
{
    /// <summary>The rule of the namespace whose key signs what relays listen with.</summary>
    public const string ListenRule = "relays-listen";

    /// <summary>The rule of the replies queue whose key signs what relays answer with.</summary>
    public const string SendRule = "relays-send";

    /// <summary>Application property that takes the trace from the run to whoever looks at the message (W3C Trace Context).</summary>
    public const string TraceProperty = "traceparent";

    private readonly SharedAccessRule _listen = new(ListenRule, bus.ListenKey, QueueRights.Listen);
    private readonly SharedAccessRule _send = new(SendRule, bus.SendKey, QueueRights.Send);

    /// <inheritdoc/>
    public Uri Address => bus.Address;

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => bus.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public Task EnsureAsync(string queue, CancellationToken cancellationToken) => bus.CreateAsync(queue, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(string queue, CancellationToken cancellationToken) => bus.DeleteAsync(queue, cancellationToken);

    /// <inheritdoc/>
    public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken)
    {
        QueueLimits.Check(message);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } trace })
        {
            message = message with { Properties = new Dictionary<string, string>(message.Properties, StringComparer.OrdinalIgnoreCase) { [TraceProperty] = trace } };
        }

        return bus.SendAsync(queue, message, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<string> ListenAsync(string queue, DateTimeOffset expiresAt, CancellationToken cancellationToken) => Task.FromResult(Sign(queue, _listen, expiresAt));

    /// <inheritdoc/>
    public Task<string> SendRepliesAsync(DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        Task.FromResult(Sign(IRelayQueues.Replies, _send, expiresAt));

    private string Sign(string queue, SharedAccessRule rule, DateTimeOffset expiresAt) =>
        SharedAccessSignature.Create(new Uri($"{Address.AbsoluteUri.TrimEnd('/')}/{queue}"), rule, expiresAt).Value;
}
