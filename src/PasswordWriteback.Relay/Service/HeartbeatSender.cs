using System.Globalization;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Ledger;

namespace PasswordWriteback.Relay.Service;

/// <summary>Says every hour, and at the start, that the relay lives. One that could not be sent is made anew, never kept.</summary>
internal sealed class HeartbeatSender(
    AnswerPost post,
    CommandLedger ledger,
    ReplySigner signer,
    Func<CancellationToken, Task<RelayHeartbeat>> heartbeat,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>Sends until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var backoff = new Backoff(time);
        while (true)
        {
            if (await TrySendAsync(stop).ConfigureAwait(false))
            {
                backoff.Reset();
                await Task.Delay(RelayLimits.Heartbeat, time, stop).ConfigureAwait(false);
            }
            else
            {
                await backoff.WaitAsync(stop).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> TrySendAsync(CancellationToken stop)
    {
        try
        {
            var signed = signer.Sign(await heartbeat(stop).ConfigureAwait(false));
            await post.SendAsync(signed, RelayLimits.Heartbeat, commandId: null, stop).ConfigureAwait(false);
            ledger.Note(LedgerNotes.Heartbeat, time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
            return true;
        }
        catch (QueueException trouble)
        {
            RelayLog.NoHeartbeat(logger, trouble.Message);
            return false;
        }
        catch (LedgerUnavailableException trouble)
        {
            RelayLog.HeartbeatNotNoted(logger, trouble.Message, trouble.Remedy);
            return true;
        }
    }
}
