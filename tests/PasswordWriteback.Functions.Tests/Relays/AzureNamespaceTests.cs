using Azure;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Functions.Hosting;
using PasswordWriteback.Functions.Relays;

namespace PasswordWriteback.Functions.Tests.Relays;

public sealed class AzureNamespaceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ACommand_GoesOut_WithIdTypeLifetimeAndTrace()
    {
        var client = new Client();
        var message = new QueueMessage("1.2", "{}"u8.ToArray())
        {
            CorrelationId = "run-1",
            Label = "Discover",
            ContentType = "application/json",
            TimeToLive = TimeSpan.FromMinutes(10),
            Properties = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["traceparent"] = "00-1-2-01" },
        };

        await Namespace(client).SendAsync("relay-1", message, Token);

        var (queue, sent) = Assert.Single(client.Sent);
        Assert.Equal("relay-1", queue);
        Assert.Equal(("1.2", "run-1", "Discover", "application/json"), (sent.MessageId, sent.CorrelationId, sent.Subject, sent.ContentType));
        Assert.Equal((TimeSpan.FromMinutes(10), "{}"), (sent.TimeToLive, sent.Body.ToString()));
        Assert.Equal("00-1-2-01", sent.ApplicationProperties["traceparent"]);
    }

    [Theory]
    [InlineData(ServiceBusFailureReason.MessagingEntityNotFound, QueueFailure.NotFound)]
    [InlineData(ServiceBusFailureReason.MessageSizeExceeded, QueueFailure.TooLarge)]
    [InlineData(ServiceBusFailureReason.QuotaExceeded, QueueFailure.Full)]
    [InlineData(ServiceBusFailureReason.ServiceBusy, QueueFailure.Unavailable)]
    [InlineData(ServiceBusFailureReason.ServiceCommunicationProblem, QueueFailure.Unavailable)]
    public async Task WhatServiceBusSays_IsSaidInTheQueuesWords(ServiceBusFailureReason reason, QueueFailure failure)
    {
        var bus = Namespace(new Client { Failure = new ServiceBusException("no", reason) });

        var failed = await Assert.ThrowsAsync<QueueException>(() => bus.SendAsync("relay-1", new QueueMessage("1.1", "{}"u8.ToArray()), Token));

        Assert.Equal(failure, failed.Failure);
    }

    [Fact]
    public async Task AQueue_MadeTwice_OrRemovedTwice_IsMadeOrRemovedOnce()
    {
        var bus = Namespace(new Client());

        await bus.CreateAsync("there", Token);
        await bus.DeleteAsync("gone", Token);
        var failed = await Assert.ThrowsAsync<QueueException>(() => bus.CreateAsync("forbidden", Token));

        Assert.Equal(QueueFailure.Unauthorized, failed.Failure);
    }

    private static AzureNamespace Namespace(Client client) =>
        new(new ServiceBusSettings(new Uri("https://bus.example/"), "listen", "send"), client, new Administration());

    private sealed class Client : ServiceBusClient
    {
        public List<(string Queue, ServiceBusMessage Message)> Sent { get; } = [];

        public ServiceBusException? Failure { get; init; }

        public override ServiceBusSender CreateSender(string queueOrTopicName) => new Sender(this, queueOrTopicName);
    }

    private sealed class Sender(Client client, string queue) : ServiceBusSender
    {
        public override Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
        {
            client.Sent.Add((queue, message));
            return client.Failure is { } failure ? Task.FromException(failure) : Task.CompletedTask;
        }

#pragma warning disable CA2215 // A client made for tests has no connection that its base could close.
        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
#pragma warning restore CA2215
    }

    private sealed class Administration : ServiceBusAdministrationClient
    {
        public override Task<Response<QueueProperties>> CreateQueueAsync(CreateQueueOptions options, CancellationToken cancellationToken = default) =>
            throw (options.Name == "there"
                ? new ServiceBusException("there already", ServiceBusFailureReason.MessagingEntityAlreadyExists)
                : new UnauthorizedAccessException("no right"));

        public override Task<Response> DeleteQueueAsync(string name, CancellationToken cancellationToken = default) =>
            throw new ServiceBusException("gone already", ServiceBusFailureReason.MessagingEntityNotFound);
    }
}
