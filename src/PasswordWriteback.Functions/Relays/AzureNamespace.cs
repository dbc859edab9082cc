using Azure;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Functions.Hosting;

namespace PasswordWriteback.Functions.Relays;

/// <summary>A Service Bus namespace through the clients of Azure.Messaging.ServiceBus.</summary>
internal sealed class AzureNamespace(ServiceBusSettings settings, ServiceBusClient client, ServiceBusAdministrationClient administration) : IServiceBusNamespace
{
    public Uri Address => settings.Address;

    public string ListenKey => settings.ListenKey;

    public string? SendKey => settings.SendKey;

    public int MaxRelays => settings.MaxRelays;

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => await AskAsync(
        "all", async () => await administration.GetQueuesAsync(cancellationToken).Select(queue => queue.Name).ToListAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false) ?? [];

    // A command that nobody fetched in its lifetime is of no use to anyone; the run sends another one.
    public Task CreateAsync(string queue, CancellationToken cancellationToken) => AskAsync(queue,
        () => administration.CreateQueueAsync(
            new CreateQueueOptions(queue) { MaxSizeInMegabytes = 1024, DeadLetteringOnMessageExpiration = false, LockDuration = TimeSpan.FromMinutes(1) }, cancellationToken),
        done: ServiceBusFailureReason.MessagingEntityAlreadyExists);

    public Task DeleteAsync(string queue, CancellationToken cancellationToken) =>
        AskAsync(queue, () => administration.DeleteQueueAsync(queue, cancellationToken), done: ServiceBusFailureReason.MessagingEntityNotFound);

    public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken) => AskAsync(queue, async () =>
    {
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

        // Not kept: thousands of relays would be thousands of idle links.
        var sender = client.CreateSender(queue);
        await using var _ = sender.ConfigureAwait(false);
        await sender.SendMessageAsync(outgoing, cancellationToken).ConfigureAwait(false);
        return true;
    });

    private async Task<T?> AskAsync<T>(string queue, Func<Task<T>> ask, ServiceBusFailureReason? done = null)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (ServiceBusException already) when (already.Reason == done)
        {
            return default;
        }
        catch (Exception e) when (e is ServiceBusException or RequestFailedException or UnauthorizedAccessException or AuthenticationFailedException)
        {
            var failure = (e as ServiceBusException)?.Reason switch
            {
                ServiceBusFailureReason.MessagingEntityNotFound => QueueFailure.NotFound,
                ServiceBusFailureReason.MessageSizeExceeded => QueueFailure.TooLarge,
                ServiceBusFailureReason.QuotaExceeded => QueueFailure.Full,
                null when e is UnauthorizedAccessException or AuthenticationFailedException => QueueFailure.Unauthorized,
                _ => QueueFailure.Unavailable,
            };
            throw new QueueException(failure, $"Service Bus {Address.Host} did not do what it was asked for '{queue}' ({failure}).", e);
        }
    }
}
