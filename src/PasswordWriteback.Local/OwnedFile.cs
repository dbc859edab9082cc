using Microsoft.Data.Sqlite;

namespace PasswordWriteback.Local;

/// <summary>
/// A kind of SQLite file that one process has to itself for as long as it lives, in which what was committed is on disk: the
/// engine's journal, and the queues.
/// </summary>
/// <param name="Noun">What people call it.</param>
/// <param name="ApplicationId">Tells it from any other SQLite file.</param>
/// <param name="Version">Its format; a file of another one is refused.</param>
/// <param name="Tables">Makes the tables of a new file.</param>
internal sealed record OwnedFile(string Noun, int ApplicationId, int Version, string Tables)
{
    private const int SqliteBusy = 5;

    /// <summary>Opens a file, or makes it, readable by its owner only.</summary>
    /// <param name="path">The file; null: in memory.</param>
    /// <exception cref="OwnedFileException">Another process has it, it cannot be opened, or it is a file of another kind or format.</exception>
    public SqliteConnection Open(string? path)
    {
        SqliteConnection? connection = null;
        try
        {
            CreatePrivately(path);
            connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = path ?? ":memory:",
                Mode = path is null ? SqliteOpenMode.Memory : SqliteOpenMode.ReadWriteCreate,
                Pooling = false,
                ForeignKeys = true,
                DefaultTimeout = 1,
            }.ToString());
            connection.Open();
            Prepare(connection, path);
            return connection;
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SqliteBusy)
        {
            connection?.Dispose();
            throw new OwnedFileException($"The {Noun} '{path}' is in use by another process. Stop that one, or choose another file.", e) { IsInUse = true };
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            connection?.Dispose();
            throw new OwnedFileException($"The {Noun} '{path}' cannot be opened: {e.Message.TrimEnd('.')}. Does its directory exist, and may this process write there?", e);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement and returns its first value.</summary>
    public static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Only constants of this project come here.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private void Prepare(SqliteConnection connection, string? path)
    {
        // Exclusive before WAL: the operating system's lock on the file is then held for as long as this process lives, and
        // no shared-memory file is needed.
        Scalar(connection, "PRAGMA locking_mode = EXCLUSIVE");
        var mode = Scalar(connection, "PRAGMA journal_mode = WAL") as string;
        Scalar(connection, "PRAGMA synchronous = FULL");
        if (path is not null && mode != "wal")
        {
            throw new OwnedFileException($"The {Noun} '{path}' cannot use write-ahead logging (SQLite chose '{mode}'). Use a local disk.");
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
            throw new OwnedFileException($"'{path}' is a database, but no {Noun} of this product. Choose another file.");
        }
        else if (version != Version)
        {
            throw new OwnedFileException($"The {Noun} '{path}' has format {version}; this version reads format {Version}. Start the newer version that wrote it.");
        }

        transaction.Commit();
    }

    /// <summary>It holds keys, messages, names: nobody else on this machine reads it. SQLite gives its log the same rights.</summary>
    private static void CreatePrivately(string? path)
    {
        if (path is null || File.Exists(path) || OperatingSystem.IsWindows())
        {
            return;
        }

        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }
}

/// <summary>A file cannot be had. Nothing was written to it.</summary>
/// <param name="message">What happened, where, what to do.</param>
/// <param name="inner">What lies beneath.</param>
internal sealed class OwnedFileException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether another process has it.</summary>
    public bool IsInUse { get; init; }
}
