using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Local.Queue;

/// <summary>Messages in the file: what each operation of a queue is in SQL. Times are milliseconds since 1970.</summary>
internal static class MessageTable
{
    private const string Columns =
        "message_id, body, correlation_id, label, ttl_ms, content_type, properties, dead_reason, dead_description, sequence, lock_token, locked_until, enqueued, deliveries";

    private const string Held =
        " WHERE queue = $queue AND dead = $dead AND lock_token = $token AND locked_until > $now AND (message_id = $reference OR sequence = $sequence)";

    /// <summary>Locking and burying a message need room of their own; sends leave them this much.</summary>
    private const long Reserve = 256 * 1024;

    /// <summary>Puts a message at the end; returns its number.</summary>
    public static long Send(SqlSession sql, string queue, QueueMessage message, DateTimeOffset now)
    {
        var (definition, bytes) = QueueTable.Get(sql, queue);
        var size = QueueLimits.SizeOf(message);
        if (bytes + size > definition.MaximumBytes)
        {
            Sweep(sql, definition, now);
            (_, bytes) = QueueTable.Get(sql, queue);
        }

        if (bytes + size > definition.MaximumBytes)
        {
            throw new QueueException(
                QueueFailure.Full, $"Queue '{queue}' holds {bytes} bytes and may hold {definition.MaximumBytes}. Is its receiver away? Its dead letters count, too.");
        }

        if (Room(sql) < size + Reserve)
        {
            throw new QueueException(QueueFailure.Full, $"The queue file is full: what is left of it is kept for taking messages out. Message '{message.MessageId}' was not sent.");
        }

        var ttl = Shorter(message.TimeToLive, definition.DefaultTimeToLive);
        return (long)sql.Scalar(
            """
            INSERT INTO message (queue, message_id, correlation_id, label, content_type, properties, body, size, enqueued, ttl_ms, expires)
            VALUES ($queue, $id, $correlation, $label, $type, $properties, $body, $size, $now, $ttl, $expires) RETURNING sequence
            """,
            ("$queue", queue), ("$id", message.MessageId), ("$correlation", message.CorrelationId), ("$label", message.Label),
            ("$type", message.ContentType), ("$properties", Write(message.Properties)), ("$body", message.Body.ToArray()), ("$size", size),
            ("$now", Ms(now)), ("$ttl", (long?)ttl?.TotalMilliseconds), ("$expires", ttl is null ? null : Ms(Later(now, ttl.Value))))!;
    }

    /// <summary>Locks the first message that is free; else says when a lock ends next, if there is one.</summary>
    public static (ReceivedMessage? Message, DateTimeOffset? NextUnlock) Receive(SqlSession sql, QueuePath path, DateTimeOffset now)
    {
        var (definition, _) = QueueTable.Get(sql, path.Name);
        Sweep(sql, definition, now);
        var message = sql.Query(
            Read,
            $"""
            UPDATE message SET deliveries = deliveries + 1, lock_token = $token, locked_until = $until
            WHERE sequence = (SELECT sequence FROM message WHERE queue = $queue AND dead = $dead AND locked_until <= $now ORDER BY sequence LIMIT 1)
            RETURNING {Columns}
            """,
            ("$queue", path.Name), ("$dead", path.IsDeadLetters), ("$now", Ms(now)), ("$token", $"{Guid.NewGuid():D}"),
            ("$until", Ms(now + definition.LockDuration))).FirstOrDefault();
        if (message is not null)
        {
            return (message, null);
        }

        var unlock = sql.Scalar(
            "SELECT min(locked_until) FROM message WHERE queue = $queue AND dead = $dead AND locked_until > $now",
            ("$queue", path.Name), ("$dead", path.IsDeadLetters), ("$now", Ms(now)));
        return (null, unlock is long ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null);
    }

    /// <summary>Deletes a message that the lock still holds; false: it does not.</summary>
    public static bool Complete(SqlSession sql, QueuePath path, string reference, Guid token, DateTimeOffset now) =>
        Settle(sql, "DELETE FROM message" + Held, path, reference, token, now);

    /// <summary>Frees a message that the lock still holds; false: it does not.</summary>
    public static bool Abandon(SqlSession sql, QueuePath path, string reference, Guid token, DateTimeOffset now)
    {
        var freed = Settle(sql, "UPDATE message SET lock_token = NULL, locked_until = 0" + Held, path, reference, token, now);
        if (freed)
        {
            Sweep(sql, QueueTable.Get(sql, path.Name).Definition, now);
        }

        return freed;
    }

    /// <summary>Puts a message that the lock still holds to the dead letters; false: it does not.</summary>
    public static bool DeadLetter(
        SqlSession sql, QueuePath path, string reference, Guid token, string reason, string description, DateTimeOffset now) => Settle(
        sql,
        "UPDATE message SET dead = 1, dead_reason = $reason, dead_description = $why, lock_token = NULL, locked_until = 0, expires = NULL" + Held,
        path,
        reference,
        token,
        now,
        ("$reason", reason),
        ("$why", description));

    /// <summary>Makes a lock last its full time from now; false: it is lost.</summary>
    public static bool Renew(SqlSession sql, QueuePath path, string reference, Guid token, DateTimeOffset now) => Settle(
        sql, "UPDATE message SET locked_until = $now + (SELECT lock_ms FROM queue WHERE name = $queue)" + Held, path, reference, token, now);

    /// <summary>What a queue holds.</summary>
    public static QueueCounts Count(SqlSession sql, string queue, DateTimeOffset now)
    {
        Sweep(sql, QueueTable.Get(sql, queue).Definition, now);
        return sql.Query(
            r => new QueueCounts(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)),
            """
            SELECT (SELECT count(*) FROM message WHERE queue = name AND dead = 0), (SELECT count(*) FROM message WHERE queue = name AND dead = 1), bytes
            FROM queue WHERE name = $queue
            """,
            ("$queue", queue))[0];
    }

    /// <summary>Drops dead letters that arrived before a time; returns how many.</summary>
    public static int PurgeDeadLetters(SqlSession sql, string queue, DateTimeOffset before) => sql.Execute(
        "DELETE FROM message WHERE queue = $queue AND dead = 1 AND enqueued < $before", ("$queue", queue), ("$before", Ms(before)));

    /// <summary>
    /// What time has done: messages past their life, and those delivered as often as they may be. Service Bus does this when it
    /// next looks at a queue, too; the reasons are its words.
    /// </summary>
    private static void Sweep(SqlSession sql, QueueDefinition queue, DateTimeOffset now)
    {
        const string Bury = "UPDATE message SET dead = 1, dead_reason = $reason, dead_description = $why, lock_token = NULL, locked_until = 0, expires = NULL";
        const string Expired = " WHERE queue = $queue AND dead = 0 AND expires <= $now AND locked_until <= $now";
        if (queue.DeadLetterOnExpiry)
        {
            sql.Execute(
                Bury + Expired,
                ("$queue", queue.Name), ("$now", Ms(now)), ("$reason", "TTLExpiredException"), ("$why", "Nobody received the message while it was valid."));
        }
        else
        {
            sql.Execute("DELETE FROM message" + Expired, ("$queue", queue.Name), ("$now", Ms(now)));
        }

        sql.Execute(
            Bury + " WHERE queue = $queue AND dead = 0 AND deliveries > 0 AND deliveries >= $max AND locked_until <= $now",
            ("$queue", queue.Name), ("$now", Ms(now)), ("$max", queue.MaxDeliveryCount), ("$reason", "MaxDeliveryCountExceeded"),
            ("$why", $"The message was delivered {queue.MaxDeliveryCount} times and never completed."));
    }

    /// <summary>How many bytes the file may still take, by <see cref="QueueBrokerOptions.MaximumFileBytes"/>.</summary>
    private static long Room(SqlSession sql) => (long)sql.Scalar("PRAGMA page_size")!
        * ((long)sql.Scalar("PRAGMA max_page_count")! - (long)sql.Scalar("PRAGMA page_count")! + (long)sql.Scalar("PRAGMA freelist_count")!);

    private static bool Settle(
        SqlSession sql, string statement, QueuePath path, string reference, Guid token, DateTimeOffset now, params (string, object?)[] more)
    {
        QueueTable.Get(sql, path.Name);
        var sequence = long.TryParse(reference, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
        return sql.Execute(
            statement,
            [
                ("$queue", path.Name), ("$dead", path.IsDeadLetters), ("$token", $"{token:D}"), ("$now", Ms(now)), ("$reference", reference),
                ("$sequence", sequence), .. more,
            ]) > 0;
    }

    private static ReceivedMessage Read(SqliteDataReader row)
    {
        var message = new QueueMessage(row.GetString(0), row.GetFieldValue<byte[]>(1))
        {
            CorrelationId = Text(row, 2),
            Label = Text(row, 3),
            TimeToLive = row.IsDBNull(4) ? null : TimeSpan.FromMilliseconds(row.GetInt64(4)),
            ContentType = Text(row, 5),
            Properties = ReadProperties(Text(row, 6), Text(row, 7), Text(row, 8)),
        };
        return new(message, row.GetInt64(9), Guid.Parse(row.GetString(10)), Time(row, 11), Time(row, 12), row.GetInt32(13));
    }

    private static Dictionary<string, string> ReadProperties(string? json, string? reason, string? description)
    {
        var properties = json is null ? [] : JsonSerializer.Deserialize(json, MessageJson.Default.DictionaryStringString)!;
        if (reason is not null)
        {
            properties[ReceivedMessage.DeadLetterReasonProperty] = reason;
            properties[ReceivedMessage.DeadLetterDescriptionProperty] = description ?? "";
        }

        return properties;
    }

    private static string? Write(IReadOnlyDictionary<string, string> properties) =>
        properties.Count == 0 ? null : JsonSerializer.Serialize(properties.ToDictionary(), MessageJson.Default.DictionaryStringString);

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset Time(SqliteDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static TimeSpan? Shorter(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;

    /// <summary>A life beyond the end of the calendar is for ever.</summary>
    private static DateTimeOffset Later(DateTimeOffset now, TimeSpan ttl) => ttl < DateTimeOffset.MaxValue - now ? now + ttl : DateTimeOffset.MaxValue;
}

/// <summary>JSON of the custom properties.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class MessageJson : JsonSerializerContext;
