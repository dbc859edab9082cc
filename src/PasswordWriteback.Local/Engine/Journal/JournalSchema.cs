using Microsoft.Data.Sqlite;

namespace PasswordWriteback.Local.Engine.Journal;

/// <summary>Opens the journal's file: durability, sole ownership, schema.</summary>
internal static class JournalSchema
{
    /// <summary>Raised when tables or kinds of events change, so that an older engine refuses the file.</summary>
    public const int Version = 1;

    /// <summary>"PWjr": tells a journal from any other SQLite file.</summary>
    private const int ApplicationId = 0x50576A72;
    private const int SqliteBusy = 5;

    private const string Tables = """
        CREATE TABLE instance (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            state INTEGER NOT NULL,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            custom_status TEXT,
            output TEXT,
            failure TEXT);
        CREATE INDEX instance_by_state ON instance (state, updated);
        CREATE TABLE history (
            instance INTEGER NOT NULL,
            number INTEGER NOT NULL,
            event TEXT NOT NULL,
            PRIMARY KEY (instance, number)) WITHOUT ROWID;
        """;

    /// <summary>Opens, or creates, a journal.</summary>
    /// <param name="path">The file; null: in memory.</param>
    /// <exception cref="JournalInUseException">Another connection holds it.</exception>
    /// <exception cref="JournalUnavailableException">It cannot be opened, or is not a journal this engine can read.</exception>
    public static SqliteConnection Open(string? path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path ?? ":memory:",
            Mode = path is null ? SqliteOpenMode.Memory : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 1,
        }.ToString());
        try
        {
            connection.Open();
            Prepare(connection, path);
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw e.SqliteErrorCode == SqliteBusy
                ? new JournalInUseException(path!, e)
                : new JournalUnavailableException($"The journal '{path}' cannot be opened: {e.Message}. Does its directory exist, and may this process write there?", e);
        }
        catch (JournalUnavailableException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement and returns its first value.</summary>
    public static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Only constants of this folder come here.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private static void Prepare(SqliteConnection connection, string? path)
    {
        // Exclusive before WAL: the operating system's lock on the file is then held for as long as this process lives, and
        // no shared-memory file is needed.
        Scalar(connection, "PRAGMA locking_mode = EXCLUSIVE");
        var mode = Scalar(connection, "PRAGMA journal_mode = WAL") as string;
        Scalar(connection, "PRAGMA synchronous = FULL");
        if (path is not null && !string.Equals(mode, "wal", StringComparison.OrdinalIgnoreCase))
        {
            throw new JournalUnavailableException($"The journal '{path}' cannot use write-ahead logging (SQLite chose '{mode}'). Use a local disk.");
        }

        using var transaction = connection.BeginTransaction(deferred: false);
        var application = (long)Scalar(connection, "PRAGMA application_id")!;
        var version = (long)Scalar(connection, "PRAGMA user_version")!;
        if (application == 0 && version == 0 && (long)Scalar(connection, "SELECT count(*) FROM sqlite_schema")! == 0)
        {
            Scalar(connection, Tables);
            Scalar(connection, $"PRAGMA application_id = {ApplicationId}");
            Scalar(connection, $"PRAGMA user_version = {Version}");
        }
        else if (application != ApplicationId)
        {
            throw new JournalUnavailableException($"'{path}' is a database, but not a journal of this engine. Choose another file.");
        }
        else if (version != Version)
        {
            throw new JournalUnavailableException(
                $"The journal '{path}' has format {version}; this engine reads format {Version}. Start the newer product version that wrote it.");
        }

        transaction.Commit();
    }
}
