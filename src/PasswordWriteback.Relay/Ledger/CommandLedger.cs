using System.Text.Json;
using Microsoft.Data.Sqlite;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Relay.Ledger;

/// <summary>
/// What the relay was asked and what it answered, on disk (SQLite, write-ahead log, every commit flushed). A command is completed
/// on the queue once it is here; it is carried out from here, and answered from here for ever after. Safe for several threads.
/// </summary>
public sealed partial class CommandLedger : IDisposable
{
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();

    private CommandLedger(string path, SqliteConnection connection, TimeProvider time) => (_path, _connection, _time) = (path, connection, time);

    /// <summary>For tests that let the disk run full.</summary>
    internal SqliteConnection Connection => _connection;

    /// <summary>For tests that do not fill a disk.</summary>
    internal long BytesAllowed { get; set; } = MostBytes;

    /// <summary>Lines kept of messages that were refused for one reason: who floods the queue with rubbish neither fills the disk nor pushes out other lines.</summary>
    public const int RefusalsKept = 1000;

    /// <summary>
    /// Commands that have not ended, or whose reply has not been sent: a further one is refused until there are fewer. A cloud has one
    /// command under way for each run of a forest.
    /// </summary>
    public const int OpenCommands = 200;

    /// <summary>Disk that the ledger takes at most, but for the answers to what is open: then nothing more is taken in until old entries are forgotten.</summary>
    public const long MostBytes = 1L << 30;

    /// <summary>Name of the ledger's file in the relay's state folder.</summary>
    public const string FileName = "ledger.db";

    /// <summary>Opens the ledger of a state folder, creates it, or brings an older one up to date.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be used, or a newer version of the relay wrote it.</exception>
    public static CommandLedger Open(string stateFolder, TimeProvider time) => Open(stateFolder, time, LedgerMigrations.All);

    /// <summary>Opens it to look into it, also while the service writes.</summary>
    /// <exception cref="LedgerUnavailableException">There is none, or it cannot be read.</exception>
    public static CommandLedger OpenToRead(string stateFolder, TimeProvider time)
    {
        var path = Path.Combine(stateFolder, FileName);
        return new CommandLedger(path, LedgerFile.OpenToRead(path, LedgerMigrations.All), time);
    }

    internal static CommandLedger Open(string stateFolder, TimeProvider time, IReadOnlyList<string> migrations)
    {
        var path = Path.Combine(stateFolder, FileName);
        return new CommandLedger(path, LedgerFile.Open(path, migrations), time);
    }

    /// <summary>
    /// Takes a verified command in, with the answer that says so. A command that was known is not taken again: what is known of it
    /// (accepted, or its reply) is put up for sending once more. Whoever has the cloud's key cannot fill the disk: what is too much is refused.
    /// </summary>
    /// <exception cref="LedgerUnavailableException">Nothing was taken in.</exception>
    public Admission Receive(RelayCommand command, SignedMessageId message)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(message);
        var id = Key(command.CommandId);
        var body = JsonSerializer.Serialize(command, LedgerJson.Default.RelayCommand);
        return Transact(() =>
        {
            if (Scalar("SELECT sequence FROM message WHERE id = @id", ("@id", message.Id)) is long known && known != message.SequenceNumber)
            {
                return Admission.Replayed;
            }

            var first = Scalar("SELECT body FROM command WHERE id = @id", ("@id", id)) as string;
            if (first is null && IsBusy())
            {
                return Admission.TooManyOpen;
            }

            if (UsedBytes() >= BytesAllowed)
            {
                return Admission.LedgerFull;
            }

            Run("INSERT OR IGNORE INTO message (id, sequence, seen) VALUES (@id, @sequence, @now)",
                ("@id", message.Id), ("@sequence", message.SequenceNumber), ("@now", Now()));
            if (first is not null)
            {
                if (first != body)
                {
                    return Admission.IdReused;
                }

                var done = Scalar("SELECT state FROM command WHERE id = @id", ("@id", id)) is (long)LedgerState.Done;
                Post(id, done ? AnswerKind.Completed : AnswerKind.Accepted, string.Empty);
                return Admission.Repeated;
            }

            Run("INSERT INTO command (id, run, body, state, received) VALUES (@id, @run, @body, @state, @now)",
                ("@id", id), ("@run", command.RunId), ("@body", body), ("@state", (int)LedgerState.Received), ("@now", Now()));
            Post(id, AnswerKind.Accepted, string.Empty);
            return Admission.New;
        });
    }

    private bool IsBusy() => Scalar(
        "SELECT (SELECT count(*) FROM command WHERE state < @done) + (SELECT count(*) FROM outbox WHERE kind = @completed)",
        ("@done", (int)LedgerState.Done), ("@completed", (int)AnswerKind.Completed)) is >= (long)OpenCommands;

    private long UsedBytes() => (long)Scalar(
        """
        SELECT (pages.page_count - free.freelist_count) * size.page_size
        FROM pragma_page_count() AS pages, pragma_freelist_count() AS free, pragma_page_size() AS size
        """)!;

    /// <summary>Notes that work on a command begins; on return it is on disk.</summary>
    /// <returns>False when it has ended already, or is not known: nothing may be done.</returns>
    /// <exception cref="LedgerUnavailableException">It was not noted: nothing may be done.</exception>
    public bool Start(Guid commandId) => Transact(() => Run(
        "UPDATE command SET state = @running, starts = starts + 1 WHERE id = @id AND state <> @done",
        ("@id", Key(commandId)), ("@running", (int)LedgerState.Running), ("@done", (int)LedgerState.Done)) == 1);

    /// <summary>Notes that a command waits for an administrator on this server: nothing of it is at work meanwhile.</summary>
    /// <param name="commandId">The command.</param>
    /// <param name="note">What it waits for, put up for sending; null when that was said before.</param>
    /// <param name="until">Until when it waits.</param>
    /// <exception cref="LedgerUnavailableException">It was not noted.</exception>
    public void Park(Guid commandId, string? note, DateTimeOffset until) => Transact(() =>
    {
        var id = Key(commandId);
        var known = Run(
            "UPDATE command SET state = @received, parked = @until WHERE id = @id AND state <> @done",
            ("@id", id), ("@received", (int)LedgerState.Received), ("@until", until.ToUnixTimeMilliseconds()), ("@done", (int)LedgerState.Done));
        if (known == 1 && note is not null)
        {
            Post(id, AnswerKind.Progress, note);
        }

        return known;
    });

    /// <summary>Whether a signed message came before, as another message of the queue.</summary>
    public bool IsReplay(SignedMessageId message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Read("SELECT sequence FROM message WHERE id = @id", row => row.GetInt64(0), ("@id", message.Id)) is [var known] && known != message.SequenceNumber;
    }

    /// <summary>Ends a command with its reply, and puts the reply up for sending. The first reply stays, whatever comes later.</summary>
    /// <exception cref="LedgerUnavailableException">It was not noted.</exception>
    public void Finish(RelayReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        var id = Key(reply.CommandId);
        Transact(() =>
        {
            var ended = Run(
                "UPDATE command SET state = @done, ended = @now, reply = @reply WHERE id = @id AND state <> @done",
                ("@id", id),
                ("@done", (int)LedgerState.Done),
                ("@now", Now()),
                ("@reply", JsonSerializer.Serialize(reply, LedgerJson.Default.RelayReply)));
            if (ended == 1)
            {
                Post(id, AnswerKind.Completed, string.Empty);
            }

            return ended;
        });
    }

    /// <summary>Notes a message that was refused: one line, and nothing else of it. The newest <see cref="RefusalsKept"/> of each reason are kept.</summary>
    /// <exception cref="LedgerUnavailableException">It was not noted.</exception>
    public void Refuse(string reason, int eventId, string detail) => Transact(() =>
    {
        Run("INSERT INTO refusal (at, reason, event, detail) VALUES (@now, @reason, @event, @detail)",
            ("@now", Now()), ("@reason", reason), ("@event", eventId), ("@detail", detail));
        return Run(
            """
            DELETE FROM refusal WHERE event = @event
                AND number <= (SELECT number FROM refusal WHERE event = @event ORDER BY number DESC LIMIT 1 OFFSET @kept)
            """,
            ("@event", eventId), ("@kept", RefusalsKept));
    });

    /// <summary>A command, or null when the ledger does not know it.</summary>
    public LedgerEntry? Find(Guid commandId) => Read(
        $"SELECT {EntryColumns} FROM command WHERE id = @id", Entry, ("@id", Key(commandId))).SingleOrDefault();

    /// <summary>The commands that have not ended, in the order in which they came.</summary>
    public IReadOnlyList<LedgerEntry> Unfinished() => Read(
        $"SELECT {EntryColumns} FROM command WHERE state <> @done ORDER BY received, rowid", Entry, ("@done", (int)LedgerState.Done));

    /// <summary>The messages that were refused last, newest first.</summary>
    public IReadOnlyList<RefusedMessage> Refused(int limit) => Read(
        "SELECT reason, event, detail, at FROM refusal ORDER BY number DESC LIMIT @limit",
        row => new RefusedMessage(row.GetString(0), row.GetInt32(1), row.GetString(2), Time(row.GetInt64(3))),
        ("@limit", limit));

    /// <summary>How many of what it holds.</summary>
    public LedgerCounts Counts() => Read(
        """
        SELECT (SELECT count(*) FROM command WHERE state = 0), (SELECT count(*) FROM command WHERE state = 1),
            (SELECT count(*) FROM command WHERE state = 2), (SELECT count(*) FROM outbox), (SELECT count(*) FROM refusal)
        """,
        row => new LedgerCounts(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4))).Single();

    /// <summary>What the service wrote down under a name, or null.</summary>
    public string? Note(string name) => Read("SELECT value FROM note WHERE name = @name", row => row.GetString(0), ("@name", name)).SingleOrDefault();

    /// <summary>Writes down a value under a name, in place of an earlier one.</summary>
    /// <exception cref="LedgerUnavailableException">It was not written.</exception>
    public void Note(string name, string value) => Transact(() => Run(
        "INSERT OR REPLACE INTO note (name, value) VALUES (@name, @value)", ("@name", name), ("@value", value)));

    /// <summary>
    /// Forgets what ended, was refused or was seen before <paramref name="before"/>, sent or not: the run that asked has ended long
    /// ago. What has not ended is never forgotten.
    /// </summary>
    /// <returns>How many commands were forgotten.</returns>
    public int Sweep(DateTimeOffset before) => Transact(() =>
    {
        var limit = ("@before", (object)before.ToUnixTimeMilliseconds());
        Run("DELETE FROM outbox WHERE command IN (SELECT id FROM command WHERE ended < @before)", limit);
        Run("DELETE FROM refusal WHERE at < @before", limit);
        Run("DELETE FROM message WHERE seen < @before", limit);
        return Run("DELETE FROM command WHERE ended < @before", limit);
    });

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            _connection.Dispose();
        }
    }
}
