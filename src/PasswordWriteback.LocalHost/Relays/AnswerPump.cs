using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Local.Queue;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.LocalHost.Relays;

/// <summary>
/// Takes relays' answers from the replies queue for as long as the host runs. What is refused goes to the dead letters. While store or
/// engine are away an answer is held, not given back: relays do not say things twice, so no answer may be lost by being delivered too often.
/// </summary>
/// <param name="broker">The queues.</param>
/// <param name="intake">Judges answers.</param>
/// <param name="relays">Whose queues have to be there.</param>
/// <param name="queues">Makes them.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where trouble is logged.</param>
internal sealed partial class AnswerPump(
    QueueBroker broker, AnswerIntake intake, RelayStore relays, IRelayQueues queues, TimeProvider time, ILogger<AnswerPump> logger) : BackgroundService
{
    /// <summary>After a failure, until the next try.</summary>
    public static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromSeconds(2);

    private const int MostDeadLetters = 1000;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first request: a relay that enrolled finds its queue even when the broker's file is new.
        await queues.EnsureAsync(new RelayQueue(IRelayQueues.Replies), cancellationToken).ConfigureAwait(false);
        foreach (var queue in await relays.EnrolledAsync(cancellationToken).ConfigureAwait(false))
        {
            await queues.EnsureAsync(queue, cancellationToken).ConfigureAwait(false);
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

        while (!await TryTakeAsync(message, cancellationToken).ConfigureAwait(false))
        {
            await Task.Delay(PauseAfterTrouble, time, cancellationToken).ConfigureAwait(false);
            if (!await broker.RenewAsync(IRelayQueues.Replies, message, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private async Task<bool> TryTakeAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        switch (await intake.TakeAsync(message.Message.Body, cancellationToken).ConfigureAwait(false))
        {
            case AnswerOutcome.Later later:
                Held(logger, later.Why);
                return false;
            case AnswerOutcome.Refused refused:
                await BuryAsync(message, refused, cancellationToken).ConfigureAwait(false);
                return true;
            default:
                await broker.CompleteAsync(IRelayQueues.Replies, message, cancellationToken).ConfigureAwait(false);
                return true;
        }
    }

    /// <summary>Dead letters are evidence; whoever sends many of them must not fill the queue that all relays share.</summary>
    private async Task BuryAsync(ReceivedMessage message, AnswerOutcome.Refused refused, CancellationToken cancellationToken)
    {
        await broker.DeadLetterAsync(IRelayQueues.Replies, message, refused.Reason, refused.Detail, cancellationToken).ConfigureAwait(false);
        if ((await broker.CountAsync(IRelayQueues.Replies, cancellationToken).ConfigureAwait(false)).DeadLetters > MostDeadLetters)
        {
            Dropped(logger, await broker.PurgeDeadLettersAsync(IRelayQueues.Replies, time.GetUtcNow(), cancellationToken).ConfigureAwait(false));
        }
    }

    [LoggerMessage(LogLevel.Warning, "An answer of a relay could not be taken; it is tried again.")]
    private static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "An answer of a relay is held until it can be taken: {Why}")]
    private static partial void Held(ILogger logger, string why);

    [LoggerMessage(LogLevel.Warning, "{Count} refused answers were dropped: more are not kept.")]
    private static partial void Dropped(ILogger logger, int count);
}
