using System.Text.Json;

namespace PasswordWriteback.Relay.Ledger;

/// <content>The answers that wait until the cloud's queue has taken them. They are signed when they are sent, so that they never expire here.</content>
public sealed partial class CommandLedger
{
    /// <summary>The answers to send, in order.</summary>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<PendingAnswer> Pending(int limit) => Read(
        """
        SELECT outbox.number, outbox.command, command.run, outbox.kind, outbox.note, command.reply, outbox.created
        FROM outbox JOIN command ON command.id = outbox.command ORDER BY outbox.number LIMIT @limit
        """,
        row => new PendingAnswer(
            row.GetInt64(0),
            Guid.ParseExact(row.GetString(1), "N"),
            row.GetString(2),
            (AnswerKind)row.GetInt32(3),
            row.GetString(4),
            (AnswerKind)row.GetInt32(3) == AnswerKind.Completed ? JsonSerializer.Deserialize(row.GetString(5), LedgerJson.Default.RelayReply) : null,
            Time(row.GetInt64(6))),
        ("@limit", limit));

    /// <summary>The queue has taken an answer.</summary>
    /// <exception cref="LedgerUnavailableException">It was not noted: the answer will be sent once more, which does no harm.</exception>
    public void Sent(long number) => Transact(() => Run("DELETE FROM outbox WHERE number = @number", ("@number", number)));

    /// <summary>Puts up what a command is doing; a newer note takes the place of one that was not sent yet. Nothing once it has ended.</summary>
    /// <exception cref="LedgerUnavailableException">It was not noted.</exception>
    public void Progress(Guid commandId, string note) => Transact(() =>
    {
        var id = Key(commandId);
        if (Scalar("SELECT state FROM command WHERE id = @id", ("@id", id)) is (long)LedgerState.Received or (long)LedgerState.Running)
        {
            Run("DELETE FROM outbox WHERE command = @id AND kind = @kind", ("@id", id), ("@kind", (int)AnswerKind.Progress));
            Post(id, AnswerKind.Progress, note);
        }

        return 0;
    });

    private void Post(string id, AnswerKind kind, string note)
    {
        if (kind == AnswerKind.Completed)
        {
            // The end says it all; but a queue that hears of the acceptance only afterwards would not be wrong either.
            Run("DELETE FROM outbox WHERE command = @id AND kind = @kind", ("@id", id), ("@kind", (int)AnswerKind.Progress));
        }

        Run("INSERT OR IGNORE INTO outbox (command, kind, note, created) VALUES (@id, @kind, @note, @now)",
            ("@id", id), ("@kind", (int)kind), ("@note", note), ("@now", Now()));
    }
}
