using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Ledger;

namespace PasswordWriteback.Relay.Service;

/// <summary>
/// Carries out what is in the ledger: reads side by side, writes one at a time. A command leaves the ledger's open ones only with
/// a reply; what is cut off by the end of the process stays in it, and is settled at the next start.
/// </summary>
internal sealed class CommandRunner(
    CommandLedger ledger, CommandWork work, Func<RelayCommand, string> whereToLook, Action answered, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _reads = new(RelayLimits.ParallelReads);
    private readonly SemaphoreSlim _writes = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _stopWrites = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Begins with a command, as soon as there is room.</summary>
    public void Take(LedgerEntry entry)
    {
        lock (_running)
        {
            var task = RunAsync(entry);
            _running.Add(task);
            _ = task.ContinueWith(Ended, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Lets go of reads at once, and of a write after <see cref="RelayLimits.GracefulStop"/>.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        var all = Snapshot();
        try
        {
            await all.WaitAsync(RelayLimits.GracefulStop, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            RelayLog.WriteCutOff(logger, RelayLimits.GracefulStop);
            await _stopWrites.CancelAsync().ConfigureAwait(false);
            await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        _reads.Dispose();
        _writes.Dispose();
        _stop.Dispose();
        _stopWrites.Dispose();
    }

    private Task Snapshot()
    {
        lock (_running)
        {
            return Task.WhenAll(_running);
        }
    }

    private void Ended(Task task)
    {
        lock (_running)
        {
            _running.Remove(task);
        }
    }

    private async Task RunAsync(LedgerEntry entry)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var room = RelayLimits.IsWrite(entry.Command) ? _writes : _reads;
        var backoff = new Backoff(time);
        var noted = string.Empty;
        try
        {
            while (true)
            {
                CommandState state;
                await room.WaitAsync(_stop.Token).ConfigureAwait(false);
                try
                {
                    if (!await InLedgerAsync(() => ledger.Start(entry.Command.CommandId), backoff).ConfigureAwait(false))
                    {
                        return;
                    }

                    state = await AttemptAsync(entry).ConfigureAwait(false);
                }
                finally
                {
                    room.Release();
                }

                if (state is CommandState.Answered answer)
                {
                    var reply = SendableReply.Of(entry.Command, answer.Reply, whereToLook);
                    await InLedgerAsync(() => ledger.Finish(reply), backoff).ConfigureAwait(false);
                    answered();
                    return;
                }

                var parked = (CommandState.Parked)state;
                entry = entry with { State = LedgerState.Received, ParkedUntil = parked.Deadline };
                var note = parked.Note == noted ? null : noted = parked.Note;
                await InLedgerAsync(() => ledger.Park(entry.Command.CommandId, note, parked.Deadline), backoff).ConfigureAwait(false);
                answered();
                await Task.Delay(RelayLimits.ParkedPause, time, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // It stays in the ledger.
        }
    }

    private async Task<CommandState> AttemptAsync(LedgerEntry entry)
    {
        var began = time.GetTimestamp();
        var timer = time.CreateTimer(_ => Progress(entry.Command, time.GetElapsedTime(began)), state: null, RelayLimits.Progress, RelayLimits.Progress);
        await using (timer.ConfigureAwait(false))
        {
            return await work.AttemptAsync(entry, RelayLimits.IsWrite(entry.Command) ? _stopWrites.Token : _stop.Token).ConfigureAwait(false);
        }
    }

    private void Progress(RelayCommand command, TimeSpan elapsed)
    {
        try
        {
            ledger.Progress(command.CommandId, $"{command.GetType().Name} has been at work for {elapsed.TotalSeconds:0} s.");
            answered();
        }
        catch (LedgerUnavailableException trouble)
        {
            RelayLog.ProgressNotNoted(logger, trouble.Message, trouble.Remedy);
        }
    }

    private Task<bool> InLedgerAsync(Action write, Backoff backoff) => InLedgerAsync(
        () =>
        {
            write();
            return true;
        },
        backoff);

    // Nothing is done, and nothing is taken as done, before it is on disk.
    private async Task<bool> InLedgerAsync(Func<bool> write, Backoff backoff)
    {
        while (true)
        {
            try
            {
                var result = write();
                backoff.Reset();
                return result;
            }
            catch (LedgerUnavailableException trouble)
            {
                RelayLog.LedgerTakesNoOutcome(logger, trouble.Message, trouble.Remedy);
                await backoff.WaitAsync(_stop.Token).ConfigureAwait(false);
            }
        }
    }
}
