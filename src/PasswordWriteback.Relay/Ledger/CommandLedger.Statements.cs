using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace PasswordWriteback.Relay.Ledger;

/// <content>How statements are run.</content>
public sealed partial class CommandLedger
{
    private const string EntryColumns = "body, state, starts, received, parked, ended, reply";

    private static LedgerEntry Entry(SqliteDataReader row) => new(
        JsonSerializer.Deserialize(row.GetString(0), LedgerJson.Default.RelayCommand)!,
        (LedgerState)row.GetInt32(1),
        row.GetInt32(2),
        Time(row.GetInt64(3)),
        row.IsDBNull(4) ? null : Time(row.GetInt64(4)),
        row.IsDBNull(5) ? null : Time(row.GetInt64(5)),
        row.IsDBNull(6) ? null : JsonSerializer.Deserialize(row.GetString(6), LedgerJson.Default.RelayReply));

    private static string Key(Guid commandId) => commandId.ToString("N");

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private T Transact<T>(Func<T> work)
    {
        lock (_gate)
        {
            return LedgerFile.Guard(_path, () =>
            {
                using var transaction = _connection.BeginTransaction(deferred: false);
                var result = work();
                transaction.Commit();
                return result;
            });
        }
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string Name, object Value)> values)
    {
        lock (_gate)
        {
            using var command = Command(sql, values);
            return LedgerFile.Guard(_path, () =>
            {
                using var reader = command.ExecuteReader();
                var rows = new List<T>();
                while (reader.Read())
                {
                    rows.Add(map(reader));
                }

                return rows;
            });
        }
    }

    private int Run(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    private object? Scalar(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteScalar();
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Only constants of this folder come here; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
