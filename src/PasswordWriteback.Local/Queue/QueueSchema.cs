using Microsoft.Data.Sqlite;
using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Local.Queue;

/// <summary>The broker's file and its tables.</summary>
internal static class QueueSchema
{
    /// <summary>Raised when tables change.</summary>
    private const int Version = 1;

    /// <summary>"PWqu".</summary>
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

    private static readonly OwnedFile File = new("queue file", ApplicationId, Version, Tables);

    /// <summary>Opens, or creates, the file.</summary>
    /// <exception cref="QueueException"><see cref="QueueFailure.Unavailable"/>: another process has it, or it is no queue file.</exception>
    public static SqliteConnection Open(QueueBrokerOptions options)
    {
        try
        {
            var connection = File.Open(options.Path);
            if (options.MaximumFileBytes is { } bytes)
            {
                OwnedFile.Scalar(connection, $"PRAGMA max_page_count = {Math.Max(1, bytes / (long)OwnedFile.Scalar(connection, "PRAGMA page_size")!)}");
            }

            return connection;
        }
        catch (OwnedFileException e)
        {
            throw new QueueException(QueueFailure.Unavailable, e.Message, e);
        }
    }
}
