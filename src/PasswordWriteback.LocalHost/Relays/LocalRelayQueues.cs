using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Local.Queue;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.LocalHost.Relays;

/// <summary>The queues of relays in this process's own broker.</summary>
/// <param name="broker">The broker.</param>
/// <param name="address">Address that relays reach it under.</param>
internal sealed class LocalRelayQueues(QueueBroker broker, Func<Uri> address) : IRelayQueues
{
    private const string ListenRule = "listen";
    private const string SendRule = "send";
    private const long RepliesBytes = 1L << 30;
    private const long RelayBytes = 64L << 20;

    /// <inheritdoc/>
    public Uri Address => address();

    /// <inheritdoc/>
    public RelayQueue Place(Guid relayId, IReadOnlyList<NamespaceRelays> enrolled) => new(RelayRecord.QueueOf(relayId));

    /// <inheritdoc/>
    public IReadOnlyList<Uri?> Places => [null];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RelayQueue>> ListAsync(Uri? place, CancellationToken cancellationToken) =>
        [.. (await broker.ListQueuesAsync(cancellationToken).ConfigureAwait(false)).Select(name => new RelayQueue(name))];

    /// <inheritdoc/>
    public Task EnsureAsync(RelayQueue queue, CancellationToken cancellationToken) =>
        broker.PutQueueAsync(
            new QueueDefinition(queue.Name) { MaximumBytes = queue.Name == IRelayQueues.Replies ? RepliesBytes : RelayBytes, DeadLetterOnExpiry = false },
            cancellationToken);

    /// <inheritdoc/>
    public async Task RemoveAsync(RelayQueue queue, CancellationToken cancellationToken) =>
        await broker.RemoveQueueAsync(queue.Name, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task SendAsync(RelayQueue queue, QueueMessage message, CancellationToken cancellationToken) =>
        broker.SendAsync(queue.Name, message, cancellationToken);

    /// <inheritdoc/>
    public Task<string> ListenAsync(RelayQueue queue, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        SignAsync(queue.Name, ListenRule, QueueRights.Listen, expiresAt, cancellationToken);

    /// <inheritdoc/>
    public Task<string> SendRepliesAsync(DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        SignAsync(IRelayQueues.Replies, SendRule, QueueRights.Send, expiresAt, cancellationToken);

    private async Task<string> SignAsync(string queue, string name, QueueRights rights, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var rule = await broker.PutRuleAsync(queue, name, rights, cancellationToken).ConfigureAwait(false);
        return SharedAccessSignature.Create(new Uri($"{Address.ToString().TrimEnd('/')}/{queue}"), rule, expiresAt).Value;
    }
}
