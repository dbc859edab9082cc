using System.Diagnostics;
using Azure;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Functions.Hosting;

namespace PasswordWriteback.Functions.Relays;

/// <summary>The queues of relays in Azure Service Bus. The backend itself uses its identity there; relays get signatures of rules' keys.</summary>
/// <param name="settings">The namespace.</param>
/// <param name="client">Sends.</param>
/// <param name="administration">Makes and removes queues, over HTTPS.</param>
public sealed class AzureRelayQueues(ServiceBusSettings settings, ServiceBusClient client, ServiceBusAdministrationClient administration) : IRelayQueues
{
    private readonly SharedAccessRule _listen = new("relays-listen", settings.ListenKey, QueueRights.Listen);
    private readonly SharedAccessRule _send = new("relays-send", settings.SendKey, QueueRights.Send);

    /// <inheritdoc/>
    public Uri Address => settings.Address;

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => AskAsync<IReadOnlyList<string>>("namespace", async () =>
    {
        var names = new List<string>();
        await foreach (var queue in administration.GetQueuesAsync(cancellationToken).ConfigureAwait(false))
        {
            names.Add(queue.Name);
        }

        return names;
    });

    /// <inheritdoc/>
    public Task EnsureAsync(string queue, CancellationToken cancellationToken) => AskAsync(queue, async () =>
    {
        try
        {
            // A command that nobody fetched in its lifetime is of no use to anyone; the run sends another one.
            var options = new CreateQueueOptions(queue) { MaxSizeInMegabytes = 1024, DeadLetteringOnMessageExpiration = false, LockDuration = TimeSpan.FromMinutes(1) };
            await administration.CreateQueueAsync(options, cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceBusException there) when (there.Reason == ServiceBusFailureReason.MessagingEntityAlreadyExists)
        {
            // Making it twice is making it once.
        }

        return true;
    });

    /// <inheritdoc/>
    public Task RemoveAsync(string queue, CancellationToken cancellationToken) => AskAsync(queue, async () =>
    {
        try
        {
            await administration.DeleteQueueAsync(queue, cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceBusException gone) when (gone.Reason == ServiceBusFailureReason.MessagingEntityNotFound)
        {
            // Removed already.
        }

        return true;
    });

    /// <inheritdoc/>
    public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken) => AskAsync(queue, async () =>
    {
        QueueLimits.Check(message);
        var outgoing = new ServiceBusMessage(message.Body)
        {
            MessageId = message.MessageId,
            CorrelationId = message.CorrelationId,
            Subject = message.Label,
            ContentType = message.ContentType,
            TimeToLive = message.TimeToLive ?? TimeSpan.MaxValue,
        };
        foreach (var (name, value) in message.Properties)
        {
            outgoing.ApplicationProperties[name] = value;
        }

        if (Activity.Current?.Id is { } trace)
        {
            outgoing.ApplicationProperties["traceparent"] = trace;
        }

        // Not kept: thousands of relays would be thousands of idle links.
        var sender = client.CreateSender(queue);
        await using var _ = sender.ConfigureAwait(false);
        await sender.SendMessageAsync(outgoing, cancellationToken).ConfigureAwait(false);
        return true;
    });

    /// <inheritdoc/>
    public Task<string> ListenAsync(string queue, DateTimeOffset expiresAt, CancellationToken cancellationToken) => Task.FromResult(Sign(queue, _listen, expiresAt));

    /// <inheritdoc/>
    public Task<string> SendRepliesAsync(DateTimeOffset expiresAt, CancellationToken cancellationToken) => Task.FromResult(Sign(IRelayQueues.Replies, _send, expiresAt));

    private string Sign(string queue, SharedAccessRule rule, DateTimeOffset expiresAt) =>
        SharedAccessSignature.Create(new Uri($"{Address.AbsoluteUri.TrimEnd('/')}/{queue}"), rule, expiresAt).Value;

    private async Task<T> AskAsync<T>(string queue, Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception e) when (e is ServiceBusException or RequestFailedException or UnauthorizedAccessException or AuthenticationFailedException)
        {
            var reason = (e as ServiceBusException)?.Reason;
            var failure = reason switch
            {
                ServiceBusFailureReason.MessagingEntityNotFound => QueueFailure.NotFound,
                ServiceBusFailureReason.MessageSizeExceeded => QueueFailure.TooLarge,
                ServiceBusFailureReason.QuotaExceeded => QueueFailure.Full,
                null when e is UnauthorizedAccessException or AuthenticationFailedException => QueueFailure.Unauthorized,
                _ => QueueFailure.Unavailable,
            };
            throw new QueueException(failure, $"Service Bus {Address.Host} did not do what it was asked for '{queue}' ({reason?.ToString() ?? e.GetType().Name}).", e);
        }
    }
}
