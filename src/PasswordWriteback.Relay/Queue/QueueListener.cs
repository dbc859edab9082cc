using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.Relay.Queue;

/// <summary>
/// Listens to a queue for as long as the process lives: polls at the <see cref="IdlePace"/>, and when the queue is away comes
/// back with growing, jittered pauses of up to a minute.
/// </summary>
/// <param name="client">The queue.</param>
/// <param name="pace">The pace.</param>
/// <param name="clock">The clock.</param>
/// <param name="jitter">A number from 0 to 1 each time; spreads relays that lost the queue together.</param>
/// <param name="logger">Hears when the queue goes away and comes back; once each, not per poll.</param>
public sealed class QueueListener(ServiceBusQueueClient client, IdlePace pace, TimeProvider clock, Func<double> jitter, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    /// <summary>Called each time that the loop turns, whether the queue answers or not.</summary>
    public Action Turns { get; init; } = static () => { };

    /// <summary>When the queue last answered; null: not yet.</summary>
    public DateTimeOffset? LastContact { get; private set; }

    /// <summary>Why the queue is not being heard at present; null when all is well.</summary>
    public QueueException? Trouble { get; private set; }

    /// <summary>The messages as they come, each under its lock, which the reader settles. It ends only by cancellation, quietly.</summary>
    public async IAsyncEnumerable<ReceivedMessage> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            Turns();
            var began = clock.GetTimestamp();
            ReceivedMessage? message = null;
            TimeSpan pause;
            try
            {
                message = await client.ReceiveAsync(pace.Poll, cancellationToken).ConfigureAwait(false);
                failures = 0;
                Hear();
                pause = message is null ? pace.Nothing(clock.GetUtcNow(), clock.GetElapsedTime(began)) : TimeSpan.Zero;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                yield break;
            }
            catch (QueueException e)
            {
                Miss(e);
                if (QueueCall.WasUnderWay(e))
                {
                    pace.Failed(clock.GetUtcNow(), clock.GetElapsedTime(began));
                }

                pause = PauseAfter(++failures);
            }

            if (message is not null)
            {
                pace.Message(clock.GetUtcNow());
                yield return message;
            }
            else if (pause > TimeSpan.Zero && !await PausedAsync(pause, cancellationToken).ConfigureAwait(false))
            {
                yield break;
            }
        }
    }

    private void Hear()
    {
        LastContact = clock.GetUtcNow();
        if (Trouble is not null)
        {
            Trouble = null;
            RelayLog.QueueAnswersAgain(logger, client.Queue);
        }
    }

    private void Miss(QueueException e)
    {
        if (Trouble?.Failure != e.Failure)
        {
            RelayLog.QueueNotHeard(logger, client.Queue, e.Message);
        }

        Trouble = e;
    }

    /// <summary>1, 2, 4 … 60 s, each shortened by up to half.</summary>
    private TimeSpan PauseAfter(int failures)
    {
        var full = FirstPause * Math.Pow(2, Math.Min(failures - 1, 10));
        return (full < LongestPause ? full : LongestPause) * (1 - (jitter() / 2));
    }

    private async Task<bool> PausedAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
