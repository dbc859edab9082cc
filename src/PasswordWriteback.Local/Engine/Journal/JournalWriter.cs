using System.Text.Json;
using Microsoft.Data.Sqlite;
using PasswordWriteback.Local.Engine.History;

namespace PasswordWriteback.Local.Engine.Journal;

/// <summary>Writes a batch of turns in one transaction: one fsync for all of them.</summary>
internal sealed class JournalWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly IFaultPoints? _faults;
    private readonly SqliteCommand _create;
    private readonly SqliteCommand _update;
    private readonly SqliteCommand _append;

    public JournalWriter(SqliteConnection connection, IFaultPoints? faults)
    {
        _connection = connection;
        _faults = faults;
        _create = Command(
            """
            INSERT INTO instance (id, name, version, state, created, updated, revision, custom_status, output, failure)
            VALUES ($id, $name, $version, $state, $created, $updated, $revision, $custom, $output, $failure)
            ON CONFLICT (id) DO NOTHING
            """,
            "$id", "$name", "$version", "$state", "$created", "$updated", "$revision", "$custom", "$output", "$failure");
        _update = Command(
            """
            UPDATE instance SET state = $state, updated = $updated, revision = $revision, custom_status = $custom,
                output = $output, failure = $failure
            WHERE id = $id
            """,
            "$id", "$state", "$updated", "$revision", "$custom", "$output", "$failure");
        _append = Command(
            "INSERT INTO history (instance, number, event) SELECT key, $number, $event FROM instance WHERE id = $id",
            "$id", "$number", "$event");
    }

    /// <summary>Commits the batch, or nothing of it.</summary>
    public void Commit(IReadOnlyList<JournalEntry> batch)
    {
        _faults?.Reached("journal: before the transaction");
        using var transaction = _connection.BeginTransaction(deferred: false);
        _create.Transaction = _update.Transaction = _append.Transaction = transaction;
        foreach (var entry in batch)
        {
            Write(entry);
        }

        _faults?.Reached("journal: before the commit");
        transaction.Commit();
        _faults?.Reached("journal: after the commit");
    }

    public void Dispose()
    {
        _create.Dispose();
        _update.Dispose();
        _append.Dispose();
    }

    private void Write(JournalEntry entry)
    {
        var status = entry.Status;
        var row = entry.FirstNumber == 1 ? _create : _update;
        var isNew = row == _create;
        if (isNew)
        {
            row.Parameters["$name"].Value = status.Name;
            row.Parameters["$version"].Value = status.Version;
            row.Parameters["$created"].Value = status.CreatedAt.UtcTicks;
        }

        row.Parameters["$id"].Value = status.InstanceId;
        row.Parameters["$state"].Value = (int)status.State;
        row.Parameters["$updated"].Value = status.UpdatedAt.UtcTicks;
        row.Parameters["$revision"].Value = status.Revision;
        row.Parameters["$custom"].Value = OrNull(status.CustomStatus is { } custom ? JsonSerializer.Serialize(custom, HistoryJson.Default.RunStatus) : null);
        row.Parameters["$output"].Value = OrNull(status.Output?.GetRawText());
        row.Parameters["$failure"].Value = OrNull(status.Failure is { } failure ? JsonSerializer.Serialize(failure, HistoryJson.Default.InstanceFailure) : null);
        entry.IsDuplicate = row.ExecuteNonQuery() == 0 && isNew;
        if (entry.IsDuplicate)
        {
            return;
        }

        _append.Parameters["$id"].Value = status.InstanceId;
        for (var i = 0; i < entry.Events.Count; i++)
        {
            _append.Parameters["$number"].Value = entry.FirstNumber + i;
            _append.Parameters["$event"].Value = entry.Events[i];
            _append.ExecuteNonQuery();
            _faults?.Reached("journal: an event written, not committed");
        }
    }

    private static object OrNull(string? text) => text ?? (object)DBNull.Value;

    private SqliteCommand Command(string sql, params string[] parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The constants above.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        command.Prepare();
        return command;
    }
}
