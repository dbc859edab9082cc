using System.Data.Common;

namespace PasswordWriteback.Storage.Backends;

/// <summary>What differs between the databases; everything else is written once.</summary>
internal abstract class Backend : IAsyncDisposable
{
    /// <summary>Suffix of the migrations that are only for this database.</summary>
    public abstract string Name { get; }

    /// <summary>Ends a SELECT whose rows must not change until the transaction ends.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>What the placeholders in migrations stand for.</summary>
    public abstract IReadOnlyDictionary<string, string> Placeholders { get; }

    /// <summary>A parameter that holds JSON text, for a JSON column.</summary>
    public abstract string Json(string parameter);

    /// <summary>Makes the database ready for connections; called once, before anything else.</summary>
    public abstract Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Opens a connection; waits for a free one for a bounded time.</summary>
    public abstract Task<Lease> OpenAsync(bool forWriting, CancellationToken cancellationToken);

    /// <summary>Begins a transaction that writes.</summary>
    public abstract Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Holds off every other host's migration until the transaction ends; a no-op where the transaction does.</summary>
    public abstract Task LockForMigrationAsync(Session session);

    /// <summary>What an exception of the database means; null when it is no trouble of the store but a fault of the product.</summary>
    public abstract StoreTrouble? Explain(Exception exception);

    public abstract ValueTask DisposeAsync();
}

/// <summary>Trouble of the store.</summary>
/// <param name="Message">What happened, where, what to do.</param>
/// <param name="MayPass">Whether trying again at once, on another connection, may help.</param>
internal sealed record StoreTrouble(string Message, bool MayPass = false);

/// <summary>A connection in use; given back when disposed.</summary>
/// <param name="connection">The connection.</param>
/// <param name="giveBack">Takes it back, and whether it is fit for further use; null: it is closed, and its provider's pool sees to the rest.</param>
internal sealed class Lease(DbConnection connection, Func<bool, ValueTask>? giveBack = null) : IAsyncDisposable
{
    private bool _sound;

    public DbConnection Connection => connection;

    /// <summary>The work on it came to its end; without this it is not used again.</summary>
    public void Done() => _sound = true;

    public ValueTask DisposeAsync() => giveBack is null ? connection.DisposeAsync() : giveBack(_sound);
}
