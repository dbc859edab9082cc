using Microsoft.Data.Sqlite;

namespace PasswordWriteback.Local.Tests.Engine;

/// <summary>A journal file of one test, gone with its directory afterwards.</summary>
internal sealed class TempJournal : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("writeback-journal-");

    public string Path => System.IO.Path.Combine(_directory.FullName, "engine.db");

    /// <summary>Runs SQL on the file while no engine holds it.</summary>
    public object? Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written in the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
