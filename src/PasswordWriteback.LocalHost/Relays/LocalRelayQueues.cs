using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Local.Queue;

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
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => broker.ListQueuesAsync(cancellationToken);

    /// <inheritdoc/>
    public Task EnsureAsync(string queue, CancellationToken cancellationToken) =>
        broker.PutQueueAsync(
            new QueueDefinition(queue) { MaximumBytes = queue == IRelayQueues.Replies ? RepliesBytes : RelayBytes, DeadLetterOnExpiry = false },
            cancellationToken);

    /// <inheritdoc/>
    public async Task RemoveAsync(string queue, CancellationToken cancellationToken) =>
        await broker.RemoveQueueAsync(queue, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken) =>
        broker.SendAsync(queue, message, cancellationToken);

    /// <inheritdoc/>
    public Task<string> ListenAsync(string queue, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        SignAsync(queue, ListenRule, QueueRights.Listen, expiresAt, cancellationToken);

    /// <inheritdoc/>
    public Task<string> SendRepliesAsync(DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        SignAsync(IRelayQueues.Replies, SendRule, QueueRights.Send, expiresAt, cancellationToken);

    private async Task<string> SignAsync(string queue, string name, QueueRights rights, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var rule = await broker.PutRuleAsync(queue, name, rights, cancellationToken).ConfigureAwait(false);
        return SharedAccessSignature.Create(new Uri($"{Address.ToString().TrimEnd('/')}/{queue}"), rule, expiresAt).Value;
    }
}
