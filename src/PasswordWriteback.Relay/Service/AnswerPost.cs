using System.Globalization;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Relay.Service;

/// <summary>
/// Puts signed answers into the queue, and sees by the queue's clock whether the cloud will believe them: what a wrong clock signs
/// is refused there, and nobody asks for it again. Such an answer counts as not sent.
/// </summary>
internal sealed class AnswerPost(IRelayQueue queue, TimeProvider time)
{
    /// <summary>Sends what was signed just now; on return the queue has it, and the cloud will believe it.</summary>
    /// <param name="signed">The message.</param>
    /// <param name="timeToLive">How long the queue keeps it.</param>
    /// <param name="commandId">The command that it answers.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <exception cref="QueueException">It has to be signed and sent once more.</exception>
    public async Task SendAsync(OutgoingMessage signed, TimeSpan timeToLive, Guid? commandId, CancellationToken stop)
    {
        var message = new QueueMessage(signed.MessageId, signed.Body)
        {
            CorrelationId = commandId?.ToString("D"),
            TimeToLive = timeToLive,
            ContentType = "application/json",
        };
        if (await queue.SendAsync(message, stop).ConfigureAwait(false) is { } queueTime && !WillCount(signed, queueTime))
        {
            throw new QueueException(QueueFailure.Unavailable, string.Create(
                CultureInfo.InvariantCulture,
                $"This server's clock says {time.GetUtcNow():u}, the queue's says {queueTime:u}: the cloud believes nothing that is signed by such a clock. Set this server's clock; it is signed and sent again then."));
        }
    }

    // As the cloud judges it when it takes it at once.
    private static bool WillCount(OutgoingMessage signed, DateTimeOffset queueTime) =>
        signed.ExpiresAt - EnvelopeLimits.AnswerLifetime - queueTime <= EnvelopeLimits.ClockTolerance && queueTime < signed.ExpiresAt;
}
