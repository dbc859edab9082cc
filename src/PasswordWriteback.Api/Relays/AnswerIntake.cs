using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage;

namespace PasswordWriteback.Api.Relays;

/// <summary>What has to become of a message in the replies queue.</summary>
public abstract record AnswerOutcome
{
    private AnswerOutcome()
    {
    }

    /// <summary>It was taken, now or before: it can be completed.</summary>
    public sealed record Taken : AnswerOutcome;

    /// <summary>It is forged, expired, or not for this cloud: it belongs to the dead letters.</summary>
    /// <param name="Reason">Why, one word.</param>
    /// <param name="Detail">Why, a sentence.</param>
    public sealed record Refused(string Reason, string Detail) : AnswerOutcome;

    /// <summary>
    /// Store or engine are away. It stays in the queue; relays do not say things twice, so no answer may be lost by being
    /// delivered too often.
    /// </summary>
    /// <param name="Why">What is away.</param>
    public sealed record Later(string Why) : AnswerOutcome;
}

/// <summary>Judges messages of the replies queue, whichever queue it is that a host takes them from.</summary>
/// <param name="answers">Takes answers.</param>
/// <param name="time">The clock.</param>
public sealed class AnswerIntake(RelayAnswers answers, TimeProvider time)
{
    /// <summary>Takes a message, if it can be.</summary>
    /// <param name="body">The message as it arrived.</param>
    /// <param name="cancellationToken">Gives up; the message stays in the queue.</param>
    public async Task<AnswerOutcome> TakeAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            return await answers.TakeAsync(body, time.GetUtcNow(), cancellationToken).ConfigureAwait(false) is { } refusal
                ? new AnswerOutcome.Refused(refusal.Reason.ToString(), refusal.Detail)
                : new AnswerOutcome.Taken();
        }
        catch (Exception away) when (away is StoreUnavailableException or RunEngineUnavailableException)
        {
            return new AnswerOutcome.Later(away.Message);
        }
    }
}
