using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Ledger;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Service;

/// <summary>What the service is made of.</summary>
public sealed record RelayServiceParts
{
    /// <summary>Who this relay is.</summary>
    public required RelayIdentity Identity { get; init; }

    /// <summary>The cloud's keys as known now.</summary>
    public required Func<TrustedKeys> CloudKeys { get; init; }

    /// <summary>The relay's own key.</summary>
    public required SigningKey Key { get; init; }

    /// <summary>The relay's state folder.</summary>
    public required string StateFolder { get; init; }

    /// <summary>The ledger in it; the caller closes it after the service has ended.</summary>
    public required CommandLedger Ledger { get; init; }

    /// <summary>The queues.</summary>
    public required IRelayQueue Queue { get; init; }

    /// <summary>Where large replies go.</summary>
    public required IReplyUploads Uploads { get; init; }

    /// <summary>Carries a command out as far as it goes without a person: policy, discovery, work.</summary>
    public required Func<RelayCommand, CancellationToken, Task<CommandState>> Advance { get; init; }

    /// <summary>Says what an interrupted command has written.</summary>
    public required InterruptedCommands Interrupted { get; init; }

    /// <summary>One write to the directory at a time, of other processes too; the caller lets go of them after the service has ended.</summary>
    public required WriteTurns Writes { get; init; }

    /// <summary>Makes the heartbeat of this process.</summary>
    public required Func<CancellationToken, Task<RelayHeartbeat>> Heartbeat { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the service tells what it does.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>Called once, when the loops run.</summary>
    public Action Started { get; init; } = static () => { };

    /// <summary>Called while the ledger cannot be written: the receiving loop turns all the same.</summary>
    public Action Turns { get; init; } = static () => { };
}

/// <summary>
/// The relay's loop: receive, verify, into the ledger, off the queue, accepted, carried out, answered until the queue has it. What an
/// earlier process left in the ledger comes first.
/// </summary>
public sealed class RelayService(RelayServiceParts parts)
{
    /// <summary>Runs until cancelled, and then stops in order: nothing new begins, a write at work may end, the rest stays in the ledger.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read at the start.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var (ledger, time, logger) = (parts.Ledger, parts.Time, parts.Logger);
        var signer = new ReplySigner(parts.Identity, parts.Key, time);
        var post = new AnswerPost(parts.Queue, time);
        using var sender = new AnswerSender(post, ledger, signer, parts.Uploads, time, logger);
        var work = new CommandWork(parts.Advance, parts.Interrupted.SettleAsync, parts.Interrupted.WhereToLook, parts.Writes, time, logger);
        using var runner = new CommandRunner(ledger, work, parts.Interrupted.WhereToLook, sender.Wake, time, logger);
        var receiver = new CommandReceiver(parts.Queue, ledger, parts.Identity, parts.CloudKeys, runner.Take, sender.Wake, time, logger) { Turns = parts.Turns };
        foreach (var entry in ledger.Unfinished())
        {
            runner.Take(entry);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] loops =
        [
            receiver.RunAsync(either.Token),
            sender.RunAsync(either.Token),
            new HeartbeatSender(post, ledger, signer, parts.Heartbeat, time, logger).RunAsync(either.Token),
            new StateSweep(parts.StateFolder, ledger, time, logger).RunAsync(either.Token),
        ];
        parts.Started();
        var first = await Task.WhenAny(loops).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        await runner.StopAsync().ConfigureAwait(false);
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stop.IsCancellationRequested)
        {
            // A loop ends by itself only by a defect: the process ends, too, and the service manager starts it again.
            await first.ConfigureAwait(false);
        }
    }
}
