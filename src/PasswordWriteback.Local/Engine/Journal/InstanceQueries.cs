using System.Text.Json;
using Microsoft.Data.Sqlite;
using PasswordWriteback.Local.Engine.History;

namespace PasswordWriteback.Local.Engine.Journal;

/// <summary>Questions to the journal, run on its thread.</summary>
internal static class InstanceQueries
{
    private const string Columns = "id, name, version, state, created, updated, revision, custom_status, output, failure";

    public static InstanceStatus? Find(SqliteConnection connection, string instanceId)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM instance WHERE id = $id";
        command.Parameters.AddWithValue("$id", instanceId);
        using var reader = command.ExecuteReader();
        return reader.Read() ? Read(reader) : null;
    }

    /// <summary>Ids of all that have not ended, oldest first.</summary>
    public static IReadOnlyList<string> Unfinished(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM instance WHERE state = $running ORDER BY key";
        command.Parameters.AddWithValue("$running", (int)InstanceState.Running);
        using var reader = command.ExecuteReader();
        var found = new List<string>();
        while (reader.Read())
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }

    /// <summary>The whole history, oldest first.</summary>
    public static IReadOnlyList<HistoryEvent> History(SqliteConnection connection, string instanceId)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT event FROM history WHERE instance = (SELECT key FROM instance WHERE id = $id) ORDER BY number";
        command.Parameters.AddWithValue("$id", instanceId);
        using var reader = command.ExecuteReader();
        var events = new List<HistoryEvent>();
        while (reader.Read())
        {
            events.Add(JsonSerializer.Deserialize(reader.GetString(0), HistoryJson.Default.HistoryEvent)!);
        }

        return events;
    }

    /// <summary>Deletes finished instances that ended before a time, oldest first, in one transaction.</summary>
    /// <returns>How many were deleted.</returns>
    public static int PurgeSlice(SqliteConnection connection, DateTimeOffset endedBefore, int atMost)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            CREATE TEMP TABLE IF NOT EXISTS purged (key INTEGER PRIMARY KEY);
            DELETE FROM purged;
            INSERT INTO purged SELECT key FROM instance WHERE state > $running AND updated < $before ORDER BY updated LIMIT $most;
            DELETE FROM history WHERE instance IN (SELECT key FROM purged);
            DELETE FROM instance WHERE key IN (SELECT key FROM purged);
            SELECT count(*) FROM purged;
            """;
        command.Parameters.AddWithValue("$running", (int)InstanceState.Running);
        command.Parameters.AddWithValue("$before", endedBefore.UtcTicks);
        command.Parameters.AddWithValue("$most", atMost);
        var count = (long)command.ExecuteScalar()!;
        transaction.Commit();
        return (int)count;
    }

    /// <summary>Deletes a finished instance and its history in one transaction.</summary>
    /// <returns>False when it has not ended, and then it stays.</returns>
    public static bool Purge(SqliteConnection connection, string instanceId)
    {
        if (Find(connection, instanceId) is { IsFinished: false })
        {
            return false;
        }

        using var transaction = connection.BeginTransaction(deferred: false);
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            DELETE FROM history WHERE instance = (SELECT key FROM instance WHERE id = $id);
            DELETE FROM instance WHERE id = $id;
            """;
        command.Parameters.AddWithValue("$id", instanceId);
        command.ExecuteNonQuery();
        transaction.Commit();
        return true;
    }

    private static InstanceStatus Read(SqliteDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        (InstanceState)row.GetInt32(3),
        new DateTimeOffset(row.GetInt64(4), TimeSpan.Zero),
        new DateTimeOffset(row.GetInt64(5), TimeSpan.Zero),
        row.GetInt64(6),
        row.IsDBNull(7) ? null : JsonSerializer.Deserialize(row.GetString(7), HistoryJson.Default.RunStatus),
        row.IsDBNull(8) ? null : JsonElement.Parse(row.GetString(8)),
        row.IsDBNull(9) ? null : JsonSerializer.Deserialize(row.GetString(9), HistoryJson.Default.InstanceFailure));
}
