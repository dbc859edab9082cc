using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Ledger;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Service;

/// <summary>
/// One attempt at a command, within its deadline. What an interrupted write has done is read from the directory before anything
/// else, and never guessed: where the directory cannot be read in time, the outcome is unknown.
/// </summary>
/// <param name="advance">Carries a command out as far as it goes without a person; see <see cref="CommandState"/>.</param>
/// <param name="settle">Says what an interrupted command has written; null: nothing.</param>
/// <param name="whereToLook">Where a person finds out what a command has written.</param>
/// <param name="turns">One write at a time, of other processes too.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of defects.</param>
internal sealed class CommandWork(
    Func<RelayCommand, CancellationToken, Task<CommandState>> advance,
    Func<RelayCommand, CancellationToken, Task<RelayReply?>> settle,
    Func<RelayCommand, string> whereToLook,
    WriteTurns turns,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>Works on a command. Throws only for <paramref name="stop"/>: then it is cut off, and stays as it is.</summary>
    public async Task<CommandState> AttemptAsync(LedgerEntry entry, CancellationToken stop)
    {
        try
        {
            return RelayLimits.IsWrite(entry.Command)
                ? await WriteAsync(entry, stop).ConfigureAwait(false)
                : MayBegin(entry)
                    ? await AdvanceAsync(entry.Command, stop).ConfigureAwait(false)
                    : TooLate(entry);
        }
        catch (UnsettledException unsettled)
        {
            return new CommandState.Answered(new CommandFailed(
                entry.Command.CommandId,
                "UnknownOutcome",
                $"{entry.Command.GetType().Name} was interrupted, and what it has written is not known: {unsettled.Message}",
                whereToLook(entry.Command)));
        }
    }

    private async Task<CommandState> WriteAsync(LedgerEntry entry, CancellationToken stop)
    {
        IDisposable turn;
        try
        {
            turn = await turns.TakeAsync(RelayLimits.WriteTurn, stop).ConfigureAwait(false);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return entry.State == LedgerState.Running ? throw new UnsettledException(trouble.Message, trouble) : NotBegun(entry.Command, trouble);
        }

        using (turn)
        {
            return await WriteInTurnAsync(entry, stop).ConfigureAwait(false);
        }
    }

    private async Task<CommandState> WriteInTurnAsync(LedgerEntry entry, CancellationToken stop)
    {
        var written = entry.State == LedgerState.Running ? await SettleAsync(entry.Command, stop).ConfigureAwait(false) : null;
        if (!MayBegin(entry))
        {
            return written is null ? TooLate(entry) : new CommandState.Answered(written);
        }

        var state = await AdvanceAsync(entry.Command, stop).ConfigureAwait(false);
        return state is CommandState.Answered { Reply: var reply }
            ? new CommandState.Answered(await WithWritesAsync(entry.Command, reply, written, stop).ConfigureAwait(false))
            : state;
    }

    // A reply that names no write is not the whole truth where an earlier attempt, or an administrator who left no result, has written.
    private async Task<RelayReply> WithWritesAsync(RelayCommand command, RelayReply reply, RelayReply? interrupted, CancellationToken stop)
    {
        switch (reply)
        {
            case CommandFailed failure:
                return await SettleAsync(command, stop).ConfigureAwait(false) is { } soFar ? WithCause(soFar, failure.Detail) : failure;
            case Granted { Writes.Count: 0 } refused when interrupted is not null:
                return WithCause(interrupted, refused.Detail);
            case Revoked { Writes.Count: 0 } refused when interrupted is not null:
                return WithCause(interrupted, refused.Detail);
            case Granted { Writes.Count: 0 } granted when await SettleAsync(command, stop).ConfigureAwait(false) is Granted recorded:
                return granted with { Writes = recorded.Writes, RecordPath = recorded.RecordPath, Detail = $"{granted.Detail} {recorded.Detail}" };
            default:
                return reply;
        }
    }

    private bool MayBegin(LedgerEntry entry) => time.GetUtcNow() < (entry.ParkedUntil ?? entry.ReceivedAt) + RelayLimits.Work(entry.Command);

    private static CommandState.Answered TooLate(LedgerEntry entry) => new(new CommandFailed(
        entry.Command.CommandId,
        "DeadlinePassed",
        $"{entry.Command.GetType().Name} was accepted at {entry.ReceivedAt:u} and could not be carried out within "
        + $"{RelayLimits.Work(entry.Command)}; it has written nothing.",
        "Start the run again."));

    private static CommandState.Answered NotBegun(RelayCommand command, Exception trouble) => new(new CommandFailed(
        command.CommandId,
        trouble is WriteInProgressException ? "WriteInProgress" : "RelayState",
        $"{command.GetType().Name} was not begun: {trouble.Message}",
        "See on the relay's server what else writes, and to the files below its state folder; then start the run again."));

    private async Task<CommandState> AdvanceAsync(RelayCommand command, CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(RelayLimits.Work(command), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        try
        {
            return await advance(command, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new CommandState.Answered(new CommandFailed(
                command.CommandId,
                "DeadlinePassed",
                $"{command.GetType().Name} was not done within {RelayLimits.Work(command)}.",
                "See which domain controllers answer slowly or not at all, then start the run again."));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            RelayLog.CommandDefect(logger, command.GetType().Name, failure);
            return new CommandState.Answered(new CommandFailed(
                command.CommandId,
                "RelayDefect",
                $"{command.GetType().Name} ended in {failure.GetType().Name}: {failure.Message}",
                "This is a defect of the relay; report it with the relay's log."));
        }
    }

    private async Task<RelayReply?> SettleAsync(RelayCommand command, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await settle(command, stop).ConfigureAwait(false);
            }
            catch (Exception trouble) when (
                trouble is DirectoryException or IOException or UnauthorizedAccessException && time.GetElapsedTime(began) < RelayLimits.Settlement)
            {
                // A domain controller may come back, and a full disk have room again.
                RelayLog.NotSettled(logger, command.GetType().Name, trouble.Message);
            }
            catch (Exception trouble) when (trouble is DirectoryException or InvalidDataException or IOException or UnauthorizedAccessException)
            {
                throw new UnsettledException(trouble.Message, trouble);
            }
            catch (Exception defect) when (!stop.IsCancellationRequested)
            {
                RelayLog.CommandDefect(logger, command.GetType().Name, defect);
                throw new UnsettledException(defect.Message, defect);
            }

            await Task.Delay(RelayLimits.SettlementPause, time, stop).ConfigureAwait(false);
        }
    }

    private static RelayReply WithCause(RelayReply written, string cause) => written switch
    {
        Granted granted => granted with { Detail = $"{granted.Detail} {cause}" },
        Revoked revoked => revoked with { Detail = $"{revoked.Detail} {cause}" },
        _ => written,
    };

    private sealed class UnsettledException(string message, Exception inner) : Exception(message, inner);
}
