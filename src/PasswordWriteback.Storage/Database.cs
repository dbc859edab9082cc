namespace PasswordWriteback.Storage;

/// <summary>The store's database, open and of the current schema.</summary>
public sealed class Database : IAsyncDisposable
{
    private Database(TimeProvider time) => Time = time;

    internal TimeProvider Time { get; }

    /// <summary>Opens the database and brings its schema up to date.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="time">The clock of everything that the store dates.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">It cannot be opened, or is of a newer version.</exception>
    public static Task<Database> OpenAsync(DatabaseOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Why the store cannot be read or written at present, one sentence; null when it can.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<string?> TroubleAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Closes all connections.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
