using System.Text;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Api.Runs;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.Api.Relays;

/// <summary>
/// Takes messages from the replies queue, the same in both hosts: verified, then handed to the run, then remembered. A process that
/// dies in between finds the message in the queue again; a run takes the same answer twice as one.
/// </summary>
/// <param name="relays">The relays.</param>
/// <param name="traffic">Commands that were sent, messages that were received.</param>
/// <param name="replies">Hands answers to runs.</param>
/// <param name="cloud">The cloud's name and keys.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where refused messages are logged, by their event id.</param>
public sealed class RelayAnswers(
    RelayStore relays, RelayTraffic traffic, RelayReplies replies, CloudIdentity cloud, TimeProvider time, ILogger<RelayAnswers> logger)
{
    private readonly ReplyVerifier _verifier = new(cloud.Issuer, new RelayRecords(relays, traffic), time);
    private long _refused;

    /// <summary>Messages refused since the start.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Takes a message.</summary>
    /// <param name="body">The message as it arrived.</param>
    /// <param name="queueTime">The queue's clock when it handed the message over; null when not known.</param>
    /// <param name="cancellationToken">Gives up; the message stays in the queue.</param>
    /// <returns>Null when it was taken, or had been taken before: it can be completed. Else why it was refused: it belongs to the dead letters.</returns>
    public async Task<EnvelopeRefusal?> TakeAsync(ReadOnlyMemory<byte> body, DateTimeOffset? queueTime, CancellationToken cancellationToken)
    {
        var (message, refusal) = await _verifier.VerifyAsync(body, queueTime, cancellationToken).ConfigureAwait(false);
        refusal ??= await HandAsync(message!, cancellationToken).ConfigureAwait(false);
        switch (refusal)
        {
            case null:
                await traffic.RememberAsync(message!.MessageId, message.ExpiresAt + EnvelopeLimits.ClockTolerance, cancellationToken).ConfigureAwait(false);
                return null;
            case { Reason: EnvelopeRefusalReason.Replayed }:
                return null;
            default:
                Interlocked.Increment(ref _refused);
                logger.LogWarning(new EventId(refusal.EventId, refusal.Reason.ToString()), "An answer was refused: {Reason}: {Detail}", refusal.Reason, refusal.Detail);
                return refusal;
        }
    }

    private async Task<EnvelopeRefusal?> HandAsync(VerifiedAnswer message, CancellationToken cancellationToken)
    {
        switch (message.Answer)
        {
            case RelayHeartbeat heartbeat:
                await traffic.HeartbeatAsync(message.RelayId, heartbeat, cancellationToken).ConfigureAwait(false);
                return null;
            case CommandAccepted accepted:
                await RaiseAsync(message, accepted, new RelaySignal(RelaySignalKind.Accepted, accepted.Note), cancellationToken).ConfigureAwait(false);
                return null;
            case CommandProgress progress:
                await RaiseAsync(message, progress, new RelaySignal(RelaySignalKind.Progress, progress.Note), cancellationToken).ConfigureAwait(false);
                return null;
            case CommandCompleted completed:
                var (reply, refusal) = await ReadAsync(message.RelayId, completed, cancellationToken).ConfigureAwait(false);
                if (reply is not null)
                {
                    await RaiseAsync(message, completed, new RelaySignal(RelaySignalKind.Completed, "completed", reply), cancellationToken).ConfigureAwait(false);
                }

                return refusal;
            default:
                throw new InvalidOperationException($"{message.Answer.GetType().Name} is an answer that nobody takes.");
        }
    }

    private async Task<Verification<RelayReply>> ReadAsync(Guid relayId, CommandCompleted completed, CancellationToken cancellationToken)
    {
        var uploaded = completed.Upload is { } upload
            ? await traffic.FindUploadAsync(relayId, upload.Sha256, cancellationToken).ConfigureAwait(false)
            : null;
        return ReplyTransport.Unpack(completed, Encoding.UTF8.GetBytes(uploaded ?? ""));
    }

    private async Task RaiseAsync(VerifiedAnswer message, CommandAnswer answer, RelaySignal signal, CancellationToken cancellationToken)
    {
        if (await relays.FindAsync(message.RelayId, cancellationToken).ConfigureAwait(false) is { State: not RelayState.Revoked } relay)
        {
            await replies.ReceiveAsync(message.TenantId, message.RunId!, relay.Forest, answer.CommandId, signal, cancellationToken).ConfigureAwait(false);
        }
    }
}
