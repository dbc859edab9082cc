using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace PasswordWriteback.Storage.Backends;

/// <summary>
/// A SQLite file: write-ahead log, every commit synced. Readers never wait for the writer. Writers of this process queue here, in
/// order and without holding a thread; only writers of other processes are waited for inside SQLite.
/// </summary>
internal sealed class SqliteBackend : Backend
{
    /// <summary>"PWst": tells a store from any other SQLite file.</summary>
    private const int ApplicationId = 0x50577374;

    private readonly DatabaseOptions _options;
    private readonly string _connectionString;
    private readonly SemaphoreSlim _slots;
    private readonly SemaphoreSlim _writer = new(1);
    private readonly ConcurrentBag<SqliteConnection> _idle = [];

    public SqliteBackend(DatabaseOptions options)
    {
        _options = options;
        _slots = new SemaphoreSlim(options.MaxConnections);
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = options.Location,
            ForeignKeys = true,
            // The provider's own patience, in whole seconds, on top of the busy timeout set below; 0 would mean forever.
            DefaultTimeout = 1,
            // Kept here instead, because the provider's pool sets every connection up anew each time it is used.
            Pooling = false,
        }.ToString();
    }

    public override string Name => "sqlite";

    // A transaction that writes begins as IMMEDIATE: it is alone anyway.
    public override string ForUpdate => "";

    public override IReadOnlyDictionary<string, string> Placeholders { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["{key}"] = "INTEGER PRIMARY KEY AUTOINCREMENT",
        ["{json}"] = "text",
        ["{ordinal}"] = "COLLATE BINARY",
    };

    public override string Json(string parameter) => parameter;

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        CreateForOwnerOnly();
        var lease = await OpenAsync(forWriting: true, cancellationToken).ConfigureAwait(false);
        await using var _ = lease.ConfigureAwait(false);
        var connection = (SqliteConnection)lease.Connection;
        Recognize(connection);
        if (!string.Equals(Pragma(connection, "journal_mode = WAL") as string, "wal", StringComparison.OrdinalIgnoreCase))
        {
            throw new StoreUnavailableException($"The store '{_options.Location}' cannot use SQLite's write-ahead log there. Put it on a local disk.");
        }

        lease.Done();
    }

    public override async Task<Lease> OpenAsync(bool forWriting, CancellationToken cancellationToken)
    {
        if (forWriting)
        {
            await WaitAsync(_writer, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await WaitAsync(_slots, cancellationToken).ConfigureAwait(false);
            try
            {
                var connection = TakeConnection();
                return new Lease(connection, sound => GiveBackAsync(connection, sound, forWriting));
            }
            catch
            {
                _slots.Release();
                throw;
            }
        }
        catch
        {
            if (forWriting)
            {
                _writer.Release();
            }

            throw;
        }
    }

    public override Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    public override Task LockForMigrationAsync(Session session) => Task.CompletedTask;

    public override StoreTrouble? Explain(Exception exception) => exception is SqliteException e ? SqliteTrouble.Of(e, _options) : null;

    public override ValueTask DisposeAsync()
    {
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }

        _slots.Dispose();
        _writer.Dispose();
        return ValueTask.CompletedTask;
    }

    private SqliteConnection TakeConnection()
    {
        if (!_idle.TryTake(out var connection))
        {
            connection = new SqliteConnection(_connectionString);
        }

        try
        {
            if (connection.State == ConnectionState.Closed)
            {
                connection.Open();
                Pragma(connection, string.Create(CultureInfo.InvariantCulture, $"busy_timeout = {(long)_options.BusyTimeout.TotalMilliseconds}"));
                Pragma(connection, "synchronous = FULL");
            }

            if (_options.MaxPages is { } pages)
            {
                Pragma(connection, string.Create(CultureInfo.InvariantCulture, $"max_page_count = {pages()}"));
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private async ValueTask GiveBackAsync(SqliteConnection connection, bool sound, bool forWriting)
    {
        try
        {
            if (sound)
            {
                _idle.Add(connection);
            }
            else
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _slots.Release();
            if (forWriting)
            {
                _writer.Release();
            }
        }
    }

    private async Task WaitAsync(SemaphoreSlim semaphore, CancellationToken cancellationToken)
    {
        if (!await semaphore.WaitAsync(_options.StatementTimeout, cancellationToken).ConfigureAwait(false))
        {
            throw new StoreUnavailableException(
                $"The store '{_options.Location}' has more work than it can do: no turn within {_options.StatementTimeout.TotalSeconds:0.#} s. Try again; if it goes on, use a faster disk or PostgreSQL.");
        }
    }

    // Reports are nobody else's business on a shared machine; SQLite gives its log files the rights of the database.
    private void CreateForOwnerOnly()
    {
        try
        {
            if (!OperatingSystem.IsWindows() && !File.Exists(_options.Location))
            {
                using var file = new FileStream(_options.Location, new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.Write,
                    Share = FileShare.ReadWrite,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                });
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The store '{_options.Location}' cannot be created: {e.Message} Does its folder exist, and may this process write there?", e);
        }
    }

    private void Recognize(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var application = (long)Pragma(connection, "application_id")!;
        using var count = connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM sqlite_schema";
        if (application == 0 && (long)count.ExecuteScalar()! == 0)
        {
            Pragma(connection, string.Create(CultureInfo.InvariantCulture, $"application_id = {ApplicationId}"));
        }
        else if (application != ApplicationId)
        {
            throw new StoreUnavailableException($"'{_options.Location}' is a database, but not a store of this product. Choose another file.");
        }

        transaction.Commit();
    }

    private static object? Pragma(SqliteConnection connection, string pragma)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants and numbers of this file.
        command.CommandText = "PRAGMA " + pragma;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
