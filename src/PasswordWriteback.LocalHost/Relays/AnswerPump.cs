using PasswordWriteback.Api.Relays;
using PasswordWriteback.Local.Queue;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.LocalHost.Relays;

/// <summary>Takes relays' answers from the replies queue for as long as the host runs. What is refused goes to the dead letters.</summary>
/// <param name="broker">The queues.</param>
/// <param name="answers">Takes answers.</param>
/// <param name="relays">Whose queues have to be there.</param>
/// <param name="queues">Makes them.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where trouble is logged.</param>
internal sealed partial class AnswerPump(
    QueueBroker broker, RelayAnswers answers, RelayStore relays, IRelayQueues queues, TimeProvider time, ILogger<AnswerPump> logger) : BackgroundService
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromSeconds(2);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first request: a relay that enrolled finds its queue even when the broker's file is new.
        await queues.EnsureAsync(IRelayQueues.Replies, cancellationToken).ConfigureAwait(false);
        foreach (var relayId in await relays.EnrolledAsync(cancellationToken).ConfigureAwait(false))
        {
            await queues.EnsureAsync(RelayRecord.QueueOf(relayId), cancellationToken).ConfigureAwait(false);
        }

        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TakeOneAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The message stays in the queue and is delivered again when its lock ends.
                Failed(logger, exception);
                await Task.Delay(PauseAfterTrouble, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task TakeOneAsync(CancellationToken cancellationToken)
    {
        if (await broker.ReceiveAsync(IRelayQueues.Replies, Wait, cancellationToken).ConfigureAwait(false) is not { } message)
        {
            return;
        }

        if (await answers.TakeAsync(message.Message.Body, time.GetUtcNow(), cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            await broker.DeadLetterAsync(IRelayQueues.Replies, message, refusal.Reason.ToString(), refusal.Detail, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await broker.CompleteAsync(IRelayQueues.Replies, message, cancellationToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(LogLevel.Warning, "An answer of a relay could not be taken; it is tried again.")]
    private static partial void Failed(ILogger logger, Exception exception);
}
