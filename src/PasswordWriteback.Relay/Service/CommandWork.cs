using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Ledger;

namespace PasswordWriteback.Relay.Service;

/// <summary>
/// One attempt at a command, within its deadline. What an interrupted write has done is read from the directory before anything
/// else, and never guessed: where the directory cannot be read in time, the outcome is unknown.
/// </summary>
/// <param name="advance">Carries a command out as far as it goes without a person; see <see cref="CommandState"/>.</param>
/// <param name="settle">Says what an interrupted command has written; null: nothing.</param>
/// <param name="whereToLook">Where a person finds out what a command has written.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of defects.</param>
internal sealed class CommandWork(
    Func<RelayCommand, CancellationToken, Task<CommandState>> advance,
    Func<RelayCommand, CancellationToken, Task<RelayReply?>> settle,
    Func<RelayCommand, string> whereToLook,
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
        var written = entry.State == LedgerState.Running ? await SettleAsync(entry.Command, stop).ConfigureAwait(false) : null;
        if (!MayBegin(entry))
        {
            return written is null ? TooLate(entry) : new CommandState.Answered(written);
        }

        var state = await AdvanceAsync(entry.Command, stop).ConfigureAwait(false);
        return state is CommandState.Answered { Reply: CommandFailed failure }
            && await SettleAsync(entry.Command, stop).ConfigureAwait(false) is { } soFar
                ? new CommandState.Answered(WithCause(soFar, failure))
                : state;
    }

    private bool MayBegin(LedgerEntry entry) => time.GetUtcNow() < (entry.ParkedUntil ?? entry.ReceivedAt) + RelayLimits.Work(entry.Command);

    private static CommandState.Answered TooLate(LedgerEntry entry) => new(new CommandFailed(
        entry.Command.CommandId,
        "DeadlinePassed",
        $"{entry.Command.GetType().Name} was accepted at {entry.ReceivedAt:u} and could not be carried out within "
        + $"{RelayLimits.Work(entry.Command)}; it has written nothing.",
        "Start the run again."));

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
            catch (DirectoryException trouble) when (time.GetElapsedTime(began) < RelayLimits.Settlement)
            {
                RelayLog.NotSettled(logger, command.GetType().Name, trouble.Message);
            }
            catch (Exception trouble) when (trouble is DirectoryException or InvalidDataException or IOException or UnauthorizedAccessException)
            {
                throw new UnsettledException(trouble.Message, trouble);
            }

            await Task.Delay(RelayLimits.SettlementPause, time, stop).ConfigureAwait(false);
        }
    }

    private static RelayReply WithCause(RelayReply written, CommandFailed failure) => written switch
    {
        Granted granted => granted with { Detail = $"{granted.Detail} {failure.Detail}" },
        Revoked revoked => revoked with { Detail = $"{revoked.Detail} {failure.Detail}" },
        _ => written,
    };

    private sealed class UnsettledException(string message, Exception inner) : Exception(message, inner);
}
