using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Ledger;

namespace PasswordWriteback.Relay.Service;

/// <summary>Takes messages from the queue: verified, into the ledger, and only then off the queue. Nothing is carried out here.</summary>
internal sealed class CommandReceiver
{
    private readonly IRelayQueue _queue;
    private readonly CommandLedger _ledger;
    private readonly CommandVerifier _verifier;
    private readonly Action<LedgerEntry> _take;
    private readonly Action _answered;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private long _sequenceNumber;

    /// <summary>A receiver.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="identity">Who this relay is.</param>
    /// <param name="keys">The cloud's keys as known now.</param>
    /// <param name="take">Gets each new command, once it is in the ledger and off the queue.</param>
    /// <param name="answered">Told when there is something to send.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of what is refused.</param>
    public CommandReceiver(
        IRelayQueue queue,
        CommandLedger ledger,
        RelayIdentity identity,
        Func<TrustedKeys> keys,
        Action<LedgerEntry> take,
        Action answered,
        TimeProvider time,
        ILogger logger)
    {
        (_queue, _ledger, _take, _answered, _time, _logger) = (queue, ledger, take, answered, time, logger);

        // A message that the queue hands out again, because taking it off failed, is no replay; the same signature on another message is.
        _verifier = new CommandVerifier(
            identity, keys, (id, _) => ValueTask.FromResult(ledger.IsReplay(new SignedMessageId(id, _sequenceNumber))), time);
    }

    /// <summary>Called each time that the receiver tries again to write to the ledger.</summary>
    public Action Turns { get; init; } = static () => { };

    /// <summary>Receives until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await foreach (var message in _queue.ListenAsync(stop).ConfigureAwait(false))
        {
            var admitted = await AdmitAsync(message, stop).ConfigureAwait(false);
            try
            {
                await _queue.CompleteAsync(message, stop).ConfigureAwait(false);
            }
            catch (QueueException trouble)
            {
                RelayLog.MessageStaysInQueue(_logger, trouble.Message);
            }

            if (admitted is not null)
            {
                _take(admitted);
            }
        }
    }

    // As long as the ledger cannot be written nothing more is received: the messages are safe where they are.
    private async Task<LedgerEntry?> AdmitAsync(ReceivedMessage message, CancellationToken stop)
    {
        var backoff = new Backoff(_time);
        var arrived = _time.GetTimestamp();
        while (true)
        {
            Turns();
            try
            {
                // The queue's clock has gone on, too, while the ledger was waited for.
                return await JudgeAsync(message with { QueueTime = message.QueueTime + _time.GetElapsedTime(arrived) }, stop).ConfigureAwait(false);
            }
            catch (LedgerUnavailableException trouble)
            {
                RelayLog.LedgerTakesNoMessages(_logger, trouble.Message, trouble.Remedy);
                await backoff.WaitAsync(stop).ConfigureAwait(false);
            }
        }
    }

    private async Task<LedgerEntry?> JudgeAsync(ReceivedMessage message, CancellationToken stop)
    {
        _sequenceNumber = message.SequenceNumber;
        var verified = await _verifier.VerifyAsync(message.Message.Body, message.QueueTime, stop).ConfigureAwait(false);
        if (!verified.IsAccepted)
        {
            return Refuse(verified.Refusal);
        }

        var command = verified.Message.Command;
        var id = new SignedMessageId(verified.Message.MessageId, message.SequenceNumber);
        switch (_ledger.Receive(command, id))
        {
            case Admission.New:
                _answered();
                return new LedgerEntry(command, LedgerState.Received, Starts: 0, _time.GetUtcNow(), ParkedUntil: null, EndedAt: null, Reply: null);
            case Admission.Repeated:
                _answered();
                return null;
            case Admission.Replayed:
                return Refuse(new EnvelopeRefusal(EnvelopeRefusalReason.Replayed, "This message was received before.", id.Id));
            case Admission.TooManyOpen:
                return Refuse(new EnvelopeRefusal(
                    EnvelopeRefusalReason.RelayFull,
                    $"{CommandLedger.OpenCommands} commands have not been answered yet; no more are taken until there are fewer.",
                    id.Id));
            case Admission.LedgerFull:
                return Refuse(new EnvelopeRefusal(
                    EnvelopeRefusalReason.RelayFull,
                    $"The ledger holds {CommandLedger.MostBytes >> 20} MB, as much as it may; no more is taken in until old entries are forgotten.",
                    id.Id));
            default:
                return Refuse(new EnvelopeRefusal(
                    EnvelopeRefusalReason.PayloadContradicts, "A command with this id and other contents was received before.", id.Id));
        }
    }

    private LedgerEntry? Refuse(EnvelopeRefusal refusal)
    {
        _ledger.Refuse(refusal.Reason.ToString(), refusal.EventId, refusal.Detail);
        RelayLog.MessageRefused(_logger, refusal);
        return null;
    }
}
