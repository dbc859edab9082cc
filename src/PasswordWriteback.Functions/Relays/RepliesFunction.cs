using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Functions.Durable;

namespace PasswordWriteback.Functions.Relays;

/// <summary>Takes relays' answers from the replies queue.</summary>
public sealed class RepliesFunction(AnswerIntake intake, DurableRunEngine engine, TimeProvider time, ILogger<RepliesFunction> logger)
{
    // An answer that cannot be taken is held, its lock renewed by the host: an outage of seconds must not use up the queue's deliveries.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Takes one: completed, dead-lettered with the reason, or given back.</summary>
    [Function("Replies")]
    public async Task RunAsync(
        [ServiceBusTrigger(IRelayQueues.Replies, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        engine.Use(client);
        switch (await TakeAsync(message, cancellationToken).ConfigureAwait(false))
        {
            case AnswerOutcome.Refused refused:
                await actions.DeadLetterMessageAsync(message, deadLetterReason: refused.Reason, deadLetterErrorDescription: refused.Detail, cancellationToken: cancellationToken).ConfigureAwait(false);
                break;
            case AnswerOutcome.Later later:
                logger.LogWarning("An answer of a relay, delivered {Deliveries} times, is held until it can be taken: {Why}", message.DeliveryCount, later.Why);
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
                await actions.AbandonMessageAsync(message, cancellationToken: cancellationToken).ConfigureAwait(false);
                break;
            default:
                await actions.CompleteMessageAsync(message, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    // What nobody foresaw is held too: thrown, it would be delivered again at once, and use up all deliveries within seconds.
    private async Task<AnswerOutcome> TakeAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await intake.TakeAsync(message.Body.ToMemory(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unforeseen) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogError(unforeseen, "An answer of a relay could not be judged.");
            return new AnswerOutcome.Later(unforeseen.Message);
        }
    }
}
