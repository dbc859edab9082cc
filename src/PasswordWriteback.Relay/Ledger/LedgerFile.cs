using System.Text.Json;
using Microsoft.Data.Sqlite;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Ledger;

/// <summary>Opens the ledger's file: durability, version, and the words for what can go wrong with it.</summary>
internal static class LedgerFile
{
    /// <summary>"PWle": tells a ledger from any other SQLite file.</summary>
    private const int ApplicationId = 0x50576C65;

    private const int SqliteBusy = 5;
    private const int SqliteFull = 13;

    /// <summary>Opens a ledger, creates it, or brings an older one up to date.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be used.</exception>
    public static SqliteConnection Open(string path, IReadOnlyList<string> migrations) => Guard(path, () =>
    {
        DurableFile.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var connection = Connect(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            var mode = Scalar(connection, "PRAGMA journal_mode = WAL") as string;
            if (!string.Equals(mode, "wal", StringComparison.OrdinalIgnoreCase))
            {
                throw new LedgerUnavailableException(
                    $"The ledger {path} cannot use write-ahead logging (SQLite chose '{mode}').", "Keep the state folder on a local disk.");
            }

            // An answer counts as given once it is on the platter, not once it is in a cache.
            Scalar(connection, "PRAGMA synchronous = FULL");
            Migrate(connection, path, migrations);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    });

    /// <summary>Opens a ledger to look into it while the service writes.</summary>
    /// <exception cref="LedgerUnavailableException">There is none, or it cannot be read.</exception>
    public static SqliteConnection OpenToRead(string path, IReadOnlyList<string> migrations) => Guard(path, () =>
    {
        if (!File.Exists(path))
        {
            throw new LedgerUnavailableException($"There is no ledger {path}.", "Start the service ('relay run') once.");
        }

        var connection = Connect(path, SqliteOpenMode.ReadOnly);
        try
        {
            if (Version(connection, path) is var version && version != migrations.Count)
            {
                throw Foreign(path, version, migrations.Count);
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    });

    /// <summary>Says in words what SQLite says in numbers.</summary>
    public static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException fault)
        {
            throw fault.SqliteErrorCode switch
            {
                SqliteFull => new LedgerUnavailableException(
                    $"The disk of the ledger {path} is full: nothing is accepted or carried out.", "Free space on that disk; the relay goes on by itself.", fault),
                SqliteBusy => new LedgerUnavailableException(
                    $"Another process holds the ledger {path}.", "End the other process; one service uses one state folder.", fault),
                _ => new LedgerUnavailableException(
                    $"The ledger {path} cannot be used: {fault.Message}", "Check the disk and the rights on the file; a damaged ledger is set aside, never edited.", fault),
            };
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException or FormatException or InvalidCastException)
        {
            throw new LedgerUnavailableException(
                $"The ledger {path} holds an entry that cannot be read: {fault.Message}",
                "If a newer version of the relay wrote it, start that one. Else the file is damaged: end the service, set the file aside and start; what it held is not answered any more.",
                fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new LedgerUnavailableException($"The ledger {path} cannot be opened: {fault.Message}", "Check the path and the rights on it.", fault);
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

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 5,
        }.ToString());
        connection.Open();
        return connection;
    }

    private static void Migrate(SqliteConnection connection, string path, IReadOnlyList<string> migrations)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var version = Version(connection, path);
        if (version > migrations.Count)
        {
            throw Foreign(path, version, migrations.Count);
        }

        foreach (var step in migrations.Skip(version))
        {
            Scalar(connection, step);
        }

        Scalar(connection, $"PRAGMA application_id = {ApplicationId}");
        Scalar(connection, $"PRAGMA user_version = {migrations.Count}");
        transaction.Commit();
    }

    private static int Version(SqliteConnection connection, string path)
    {
        var application = (long)Scalar(connection, "PRAGMA application_id")!;
        var isNew = application == 0 && (long)Scalar(connection, "SELECT count(*) FROM sqlite_schema")! == 0;
        return isNew || application == ApplicationId
            ? (int)(long)Scalar(connection, "PRAGMA user_version")!
            : throw new LedgerUnavailableException($"{path} is a database, but no ledger of this relay.", "Choose another state folder.");
    }

    private static LedgerUnavailableException Foreign(string path, int version, int known) => version > known
        ? new($"The ledger {path} has format {version}; this relay reads format {known}.", "Start the newer version of the relay that wrote it.")
        : new($"The ledger {path} has the older format {version}.", "Start the service ('relay run'): it brings the ledger up to date.");
}
