using System.Collections.ObjectModel;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Ledger;

namespace PasswordWriteback.Relay.Service;

/// <summary>Sends what the ledger has to answer until the queue has taken it; each time signed anew, so that nothing expires in between.</summary>
internal sealed class AnswerSender(
    AnswerPost post, CommandLedger ledger, ReplySigner signer, IReplyUploads uploads, TimeProvider time, ILogger logger) : IDisposable
{
    private const int Batch = 50;

    private readonly SemaphoreSlim _wake = new(1);

    /// <summary>There is something new to send.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount == 0)
        {
            _wake.Release();
        }
    }

    /// <summary>Sends until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var backoff = new Backoff(time);
        while (true)
        {
            await _wake.WaitAsync(stop).ConfigureAwait(false);
            while (!await SendAllAsync(stop).ConfigureAwait(false))
            {
                await backoff.WaitAsync(stop).ConfigureAwait(false);
            }

            backoff.Reset();
        }
    }

    public void Dispose() => _wake.Dispose();

    /// <summary>Sends everything that waits; false when something could not be sent.</summary>
    internal async Task<bool> SendAllAsync(CancellationToken stop)
    {
        var held = new HashSet<long>();
        try
        {
            while (ledger.Pending(Batch + held.Count).Where(answer => !held.Contains(answer.Number)).ToList() is { Count: > 0 } pending)
            {
                foreach (var answer in pending)
                {
                    if (!await TrySendAsync(answer, stop).ConfigureAwait(false))
                    {
                        held.Add(answer.Number);
                    }
                }
            }

            return held.Count == 0;
        }
        catch (QueueException trouble)
        {
            RelayLog.AnswersWait(logger, trouble.Message);
        }
        catch (LedgerUnavailableException trouble)
        {
            RelayLog.LedgerGivesNoAnswers(logger, trouble.Message, trouble.Remedy);
        }

        return false;
    }

    // A large reply that cannot be uploaded now holds up no other answer.
    private async Task<bool> TrySendAsync(PendingAnswer pending, CancellationToken stop)
    {
        CommandAnswer answer;
        try
        {
            answer = await AnswerAsync(pending, stop).ConfigureAwait(false);
        }
        catch (CloudException trouble)
        {
            RelayLog.UploadWaits(logger, pending.CommandId, trouble.Message);
            return false;
        }

        var signed = signer.Sign(answer, pending.RunId);
        await post.SendAsync(signed, signed.ExpiresAt - time.GetUtcNow(), pending.CommandId, stop).ConfigureAwait(false);
        ledger.Sent(pending.Number);
        return true;
    }

    private async Task<CommandAnswer> AnswerAsync(PendingAnswer pending, CancellationToken stop)
    {
        switch (pending.Kind)
        {
            case AnswerKind.Accepted:
                return new CommandAccepted(pending.CommandId, "The relay has the command.");
            case AnswerKind.Progress:
                return new CommandProgress(pending.CommandId, pending.Note, ReadOnlyDictionary<string, long>.Empty);
            default:
                var packed = ReplyTransport.Pack(pending.Reply!);
                if (packed is { Upload: { } upload, Answer.Upload: { } reference })
                {
                    await uploads.UploadAsync(reference.Sha256, upload, stop).ConfigureAwait(false);
                }

                return packed.Answer;
        }
    }
}
