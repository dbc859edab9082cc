using PasswordWriteback.Storage.Backends;
using PasswordWriteback.Storage.Migrations;

namespace PasswordWriteback.Storage;

/// <summary>The store's database, open and of the current schema. Safe for use by many threads.</summary>
public sealed class Database : IAsyncDisposable
{
    /// <summary>A call that met a passing trouble is made three times at most, without a pause: pooled connections to a server that was restarted are dead.</summary>
    private const int Attempts = 3;

    private readonly Backend _backend;
    private long _writes;

    private Database(Backend backend, TimeProvider time)
    {
        _backend = backend;
        Time = time;
    }

    /// <summary>The clock that it was opened with.</summary>
    internal TimeProvider Time { get; }

    /// <summary>How many calls have written through this object so far; grows before such a call returns. What other processes write is not counted.</summary>
    internal long Writes => Interlocked.Read(ref _writes);

    /// <summary>
    /// Opens the database and brings its schema up to date. Hosts that do so at the same time wait for each other.
    /// </summary>
    /// <param name="options">Where it is.</param>
    /// <param name="time">The clock of everything that the store dates.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">It cannot be opened, or its schema is that of a newer version.</exception>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public static async Task<Database> OpenAsync(DatabaseOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        Backend backend = options.Kind == DatabaseKind.Sqlite ? new SqliteBackend(options) : new PostgreSqlBackend(options);
        var database = new Database(backend, time);
        try
        {
            await database.GuardAsync(() => backend.PrepareAsync(cancellationToken)).ConfigureAwait(false);
            await database.WriteAsync(session => Migrator.MigrateAsync(session, backend, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
            return database;
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Why the store cannot be read or written at present, one sentence; null when it can. It writes, to know.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string?> TroubleAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = Time.GetUtcNow().ToUnixTimeMilliseconds();
            var rows = await WriteAsync(session => session.ExecuteAsync("UPDATE probe SET at = @now", new { now }), cancellationToken).ConfigureAwait(false);
            return rows == 1 ? null : "The store has lost its table 'probe'. Restore it from a backup.";
        }
        catch (StoreUnavailableException e)
        {
            return e.Message;
        }
    }

    /// <summary>Closes all connections.</summary>
    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    /// <summary>Reads; again when the trouble may pass.</summary>
    internal Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken) =>
        RetryAsync(
            async () =>
            {
                var lease = await _backend.OpenAsync(forWriting: false, cancellationToken).ConfigureAwait(false);
                await using var _ = lease.ConfigureAwait(false);
                var result = await work(new Session(_backend, lease.Connection, transaction: null, cancellationToken)).ConfigureAwait(false);
                lease.Done();
                return result;
            },
            () => true);

    /// <summary>Writes in one transaction; again when the trouble may pass and nothing can have been committed.</summary>
    internal Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken)
    {
        var committing = false;
        return RetryAsync(
            async () =>
            {
                var lease = await _backend.OpenAsync(forWriting: true, cancellationToken).ConfigureAwait(false);
                await using var _ = lease.ConfigureAwait(false);
                var transaction = await _backend.BeginAsync(lease.Connection, cancellationToken).ConfigureAwait(false);
                await using var __ = transaction.ConfigureAwait(false);
                var result = await work(new Session(_backend, lease.Connection, transaction, cancellationToken)).ConfigureAwait(false);
                committing = true;
                try
                {
                    // Not cancelled from here on: whoever gives up during a commit would not know what was stored.
                    await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                    lease.Done();
                    return result;
                }
                finally
                {
                    Interlocked.Increment(ref _writes);
                }
            },
            () => !committing);
    }

    private async Task<T> RetryAsync<T>(Func<Task<T>> call, Func<bool> mayRepeat)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (Exception e) when (_backend.Explain(e) is { } trouble)
            {
                if (!trouble.MayPass || attempt == Attempts || !mayRepeat())
                {
                    throw new StoreUnavailableException(trouble.Message, e);
                }
            }
        }
    }

    private Task<bool> GuardAsync(Func<Task> call) =>
        RetryAsync(
            async () =>
            {
                await call().ConfigureAwait(false);
                return true;
            },
            () => true);
}
