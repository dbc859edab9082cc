using System.Security.Cryptography;
using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Local.Queue;

/// <summary>Queues and their keys in the file.</summary>
internal static class QueueTable
{
    /// <summary>The scope of a key that is for every queue.</summary>
    private const string Everywhere = "";

    /// <summary>Makes a queue, or changes its rules; its messages stay.</summary>
    public static bool Put(SqlSession sql, QueueDefinition definition) => sql.Execute(
        """
        INSERT INTO queue (name, lock_ms, max_deliveries, ttl_ms, dead_letter_on_expiry, max_bytes) VALUES ($name, $lock, $max, $ttl, $dead, $bytes)
        ON CONFLICT (name) DO UPDATE SET lock_ms = $lock, max_deliveries = $max, ttl_ms = $ttl, dead_letter_on_expiry = $dead, max_bytes = $bytes
        """,
        ("$name", definition.Name.ToLowerInvariant()), ("$lock", (long)definition.LockDuration.TotalMilliseconds), ("$max", definition.MaxDeliveryCount),
        ("$ttl", (long?)definition.DefaultTimeToLive?.TotalMilliseconds), ("$dead", definition.DeadLetterOnExpiry), ("$bytes", definition.MaximumBytes)) > 0;

    /// <summary>Removes a queue with its messages and keys.</summary>
    public static bool Remove(SqlSession sql, string name)
    {
        sql.Execute("DELETE FROM rule WHERE queue = $name", ("$name", name));
        sql.Execute("DELETE FROM message WHERE queue = $name", ("$name", name));
        return sql.Execute("DELETE FROM queue WHERE name = $name", ("$name", name)) > 0;
    }

    /// <summary>A queue, and how many bytes it holds.</summary>
    /// <exception cref="QueueException"><see cref="QueueFailure.NotFound"/>.</exception>
    public static (QueueDefinition Definition, long Bytes) Get(SqlSession sql, string name)
    {
        var found = sql.Query(
            r => (new QueueDefinition(name)
            {
                LockDuration = TimeSpan.FromMilliseconds(r.GetInt64(0)),
                MaxDeliveryCount = r.GetInt32(1),
                DefaultTimeToLive = r.IsDBNull(2) ? null : TimeSpan.FromMilliseconds(r.GetInt64(2)),
                DeadLetterOnExpiry = r.GetBoolean(3),
                MaximumBytes = r.GetInt64(4),
            }, r.GetInt64(5)),
            "SELECT lock_ms, max_deliveries, ttl_ms, dead_letter_on_expiry, max_bytes, bytes FROM queue WHERE name = $name", ("$name", name));
        return found.Count == 1 ? found[0] : throw new QueueException(QueueFailure.NotFound, $"There is no queue '{name}': it was never made, or has been removed.");
    }

    /// <summary>The names of all queues.</summary>
    public static IReadOnlyList<string> List(SqlSession sql) => sql.Query(r => r.GetString(0), "SELECT name FROM queue ORDER BY name");

    /// <summary>The key of this name for one queue, or (null) for all; made when it is not there. Its rights become <paramref name="rights"/>.</summary>
    public static SharedAccessRule PutRule(SqlSession sql, string? queue, string name, QueueRights rights)
    {
        if (queue is not null)
        {
            Get(sql, queue);
        }

        sql.Execute(
            "INSERT INTO rule (queue, name, key, rights) VALUES ($queue, $name, $key, $rights) ON CONFLICT (queue, name) DO UPDATE SET rights = $rights",
            ("$queue", queue ?? Everywhere), ("$name", name), ("$key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))), ("$rights", (int)rights));
        return FindRule(sql, queue ?? Everywhere, name)!;
    }

    /// <summary>Removes a key: every token signed with it ends at once.</summary>
    public static bool RemoveRule(SqlSession sql, string? queue, string name) =>
        sql.Execute("DELETE FROM rule WHERE queue = $queue AND name = $name", ("$queue", queue ?? Everywhere), ("$name", name)) > 0;

    /// <summary>The key of this name: the queue's own, else the one for all queues.</summary>
    public static SharedAccessRule? FindRule(SqlSession sql, string queue, string name) => sql.Query(
        r => new SharedAccessRule(name, r.GetString(0), (QueueRights)r.GetInt32(1)),
        "SELECT key, rights FROM rule WHERE queue IN ($queue, '') AND name = $name ORDER BY queue DESC LIMIT 1",
        ("$queue", queue), ("$name", name)).FirstOrDefault();
}
