using Microsoft.Data.Sqlite;
using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Local.Queue;

/// <summary>Opens the broker's file: durability, sole ownership, tables.</summary>
internal static class QueueSchema
{
    /// <summary>Raised when tables change; the steps from each older version stand in <see cref="Migrate"/>.</summary>
    public const int Version = 1;

    /// <summary>"PWqu": tells a queue file from any other SQLite file.</summary>
    private const int ApplicationId = 0x50577175;

    /// <summary>Sequence numbers are never used again: a lock names its message by one.</summary>
    private const string Tables = """
        CREATE TABLE queue (
            name TEXT PRIMARY KEY,
            lock_ms INTEGER NOT NULL,
            max_deliveries INTEGER NOT NULL,
            ttl_ms INTEGER,
            dead_letter_on_expiry INTEGER NOT NULL,
            max_bytes INTEGER NOT NULL,
            bytes INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
        CREATE TABLE rule (
            queue TEXT NOT NULL,
            name TEXT NOT NULL,
            key TEXT NOT NULL,
            rights INTEGER NOT NULL,
            PRIMARY KEY (queue, name)) WITHOUT ROWID;
        CREATE TABLE message (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            queue TEXT NOT NULL REFERENCES queue (name) ON DELETE CASCADE,
            dead INTEGER NOT NULL DEFAULT 0,
            message_id TEXT NOT NULL,
            correlation_id TEXT,
            label TEXT,
            content_type TEXT,
            properties TEXT,
            body BLOB NOT NULL,
            size INTEGER NOT NULL,
            enqueued INTEGER NOT NULL,
            ttl_ms INTEGER,
            expires INTEGER,
            deliveries INTEGER NOT NULL DEFAULT 0,
            lock_token TEXT,
            locked_until INTEGER NOT NULL DEFAULT 0,
            dead_reason TEXT,
            dead_description TEXT);
        CREATE INDEX message_order ON message (queue, dead, sequence);
        CREATE INDEX message_locks ON message (queue, dead, locked_until) WHERE locked_until > 0;
        CREATE INDEX message_expiry ON message (queue, expires) WHERE dead = 0 AND expires IS NOT NULL;
        CREATE INDEX message_worn ON message (queue, deliveries) WHERE dead = 0 AND deliveries > 0;
        CREATE TRIGGER message_in AFTER INSERT ON message BEGIN
            UPDATE queue SET bytes = bytes + NEW.size WHERE name = NEW.queue;
        END;
        CREATE TRIGGER message_out AFTER DELETE ON message BEGIN
            UPDATE queue SET bytes = bytes - OLD.size WHERE name = OLD.queue;
        END;
        """;

    /// <summary>Opens, or creates, the file.</summary>
    /// <exception cref="QueueException"><see cref="QueueFailure.Unavailable"/>: another process has it, or it is no queue file.</exception>
    public static SqliteConnection Open(QueueBrokerOptions options)
    {
        CreatePrivately(options.Path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.Path ?? ":memory:",
            Mode = options.Path is null ? SqliteOpenMode.Memory : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            ForeignKeys = true,
            DefaultTimeout = 1,
        }.ToString());
        try
        {
            connection.Open();
            Prepare(connection, options);
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new QueueException(
                QueueFailure.Unavailable,
                $"The queue file '{options.Path}' cannot be opened: {e.Message}. Does another process have it, and may this one write there?", e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Prepare(SqliteConnection connection, QueueBrokerOptions options)
    {
        using var sql = new SqlSession(connection);

        // Exclusive before WAL: the lock on the file is then held for as long as this process lives.
        sql.Scalar("PRAGMA locking_mode = EXCLUSIVE");
        var mode = sql.Scalar("PRAGMA journal_mode = WAL") as string;
        sql.Scalar("PRAGMA synchronous = FULL");
        if (options.Path is not null && mode != "wal")
        {
            throw new QueueException(QueueFailure.Unavailable, $"The queue file '{options.Path}' cannot use write-ahead logging (SQLite chose '{mode}'). Use a local disk.");
        }

        if (options.MaximumFileBytes is { } bytes)
        {
            sql.Scalar($"PRAGMA max_page_count = {Math.Max(1, bytes / (long)sql.Scalar("PRAGMA page_size")!)}");
        }

        sql.Execute("BEGIN IMMEDIATE");
        Migrate(sql, options.Path);
        sql.Execute("COMMIT");
    }

    private static void Migrate(SqlSession sql, string? path)
    {
        var application = (long)sql.Scalar("PRAGMA application_id")!;
        var version = (long)sql.Scalar("PRAGMA user_version")!;
        if (application == 0 && version == 0 && (long)sql.Scalar("SELECT count(*) FROM sqlite_schema")! == 0)
        {
            sql.Scalar(Tables);
            sql.Scalar($"PRAGMA application_id = {ApplicationId}");
            sql.Scalar($"PRAGMA user_version = {Version}");
        }
        else if (application != ApplicationId)
        {
            throw new QueueException(QueueFailure.Unavailable, $"'{path}' is a database, but no queue file. Choose another file.");
        }
        else if (version != Version)
        {
            throw new QueueException(QueueFailure.Unavailable, $"The queue file '{path}' has format {version}, this version reads {Version}. Start the newer version that wrote it.");
        }
    }

    /// <summary>It holds keys and messages: nobody else on this machine reads it. SQLite gives its log the same rights.</summary>
    private static void CreatePrivately(string? path)
    {
        if (path is null || File.Exists(path) || OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new QueueException(QueueFailure.Unavailable, $"The queue file '{path}' cannot be made: {e.Message}", e);
        }
    }
}
