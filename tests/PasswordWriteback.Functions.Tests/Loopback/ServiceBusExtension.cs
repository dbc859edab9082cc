using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Functions.Tests.Loopback.Rpc;
using PasswordWriteback.Local.Queue;

namespace PasswordWriteback.Functions.Tests.Loopback;

/// <summary>What the Service Bus extension of the Functions host does: hands messages of the replies queue to the worker's function, and settles them as it says.</summary>
internal sealed class ServiceBusExtension(WorkerConnection worker)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, ReceivedMessage> _held = new(StringComparer.OrdinalIgnoreCase);
    private QueueBroker? _broker;

    /// <summary>Answers that were dead-lettered, with the reason.</summary>
    public ConcurrentQueue<string> DeadLetters { get; } = new();

    /// <summary>What went wrong in the function.</summary>
    public ConcurrentQueue<string> Failures { get; } = new();

    public async Task RunAsync(QueueBroker broker, CancellationToken cancellationToken)
    {
        _broker = broker;
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await broker.ReceiveAsync("replies", Wait, cancellationToken) is { } message)
            {
                _ = DeliverAsync(message);
            }
        }
    }

    public Task CompleteAsync(string lockToken) =>
        _held.TryRemove(lockToken, out var message) ? _broker!.CompleteAsync("replies", message) : throw Lost();

    public Task AbandonAsync(string lockToken) =>
        _held.TryRemove(lockToken, out var message) ? _broker!.AbandonAsync("replies", message) : throw Lost();

    public async Task DeadLetterAsync(string lockToken, string? reason, string? description)
    {
        if (!_held.TryRemove(lockToken, out var message))
        {
            throw Lost();
        }

        DeadLetters.Enqueue($"{reason}: {description}");
        await _broker!.DeadLetterAsync("replies", message, reason ?? "", description ?? "");
    }

    private static Grpc.Core.RpcException Lost() => new(new Status(StatusCode.FailedPrecondition, "The lock was lost, or the message was settled before."));

    private async Task DeliverAsync(ReceivedMessage message)
    {
        _held[message.LockToken.ToString()] = message;
        var amqp = ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: BinaryData.FromBytes(message.Message.Body), messageId: message.Message.MessageId, contentType: message.Message.ContentType,
            deliveryCount: message.DeliveryCount).GetRawAmqpMessage().ToBytes();
        var data = new ModelBindingData
        {
            Version = "1.0",
            Source = "AzureServiceBusReceivedMessage",
            ContentType = "application/octet-stream",
            Content = ByteString.CopyFrom([.. message.LockToken.ToByteArray(), .. amqp.ToArray()]),
        };
        try
        {
            if (WorkerConnection.Failure(await worker.InvokeAsync("Replies", new TypedData { ModelBindingData = data }, Guid.NewGuid().ToString())) is { } failure)
            {
                Failures.Enqueue(failure);
            }
        }
        catch (Exception gone)
        {
            Failures.Enqueue(gone.Message);
        }
    }
}

/// <summary>Settles messages for the worker.</summary>
internal sealed class SettlementService(ServiceBusExtension extension) : Settlement.SettlementBase
{
    public override async Task<Empty> Complete(CompleteRequest request, ServerCallContext context)
    {
        await extension.CompleteAsync(request.Locktoken);
        return new Empty();
    }

    public override async Task<Empty> Abandon(AbandonRequest request, ServerCallContext context)
    {
        await extension.AbandonAsync(request.Locktoken);
        return new Empty();
    }

    public override async Task<Empty> Deadletter(DeadletterRequest request, ServerCallContext context)
    {
        await extension.DeadLetterAsync(request.Locktoken, request.DeadletterReason, request.DeadletterErrorDescription);
        return new Empty();
    }
}
