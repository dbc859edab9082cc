using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Functions.Durable;

namespace PasswordWriteback.Functions.Relays;

/// <summary>Takes relays' answers from the replies queue.</summary>
/// <param name="intake">Judges them.</param>
/// <param name="engine">Gets the client of Durable Task.</param>
/// <param name="time">The clock of pauses.</param>
/// <param name="logger">Where held answers are logged; refused ones are by the intake.</param>
public sealed partial class RepliesFunction(AnswerIntake intake, DurableRunEngine engine, TimeProvider time, ILogger<RepliesFunction> logger)
{
    /// <summary>
    /// How long an answer that cannot be taken is held before it is given back; the host renews its lock meanwhile. Without it, an
    /// outage of seconds would use up the deliveries that the queue allows.
    /// </summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Takes one: completed, dead-lettered with the reason, or given back.</summary>
    [Function("Replies")]
    public async Task RunAsync(
        [ServiceBusTrigger(IRelayQueues.Replies, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(actions);
        engine.Use(client);
        switch (await intake.TakeAsync(message.Body.ToMemory(), cancellationToken).ConfigureAwait(false))
        {
            case AnswerOutcome.Refused refused:
                await actions.DeadLetterMessageAsync(
                    message, deadLetterReason: refused.Reason, deadLetterErrorDescription: refused.Detail, cancellationToken: cancellationToken).ConfigureAwait(false);
                break;
            case AnswerOutcome.Later later:
                Held(logger, message.DeliveryCount, later.Why);
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
                await actions.AbandonMessageAsync(message, cancellationToken: cancellationToken).ConfigureAwait(false);
                break;
            default:
                await actions.CompleteMessageAsync(message, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    [LoggerMessage(LogLevel.Warning, "An answer of a relay, delivered {Deliveries} times, is held until it can be taken: {Why}")]
    private static partial void Held(ILogger logger, int deliveries, string why);
}
