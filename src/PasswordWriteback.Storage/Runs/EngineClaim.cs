namespace PasswordWriteback.Storage.Runs;

/// <summary>
/// Whose engine carries the runs of a store. A second engine would find no history of the first one's runs, take them for lost and
/// let other runs write beside them.
/// </summary>
/// <param name="database">The store.</param>
public sealed class EngineClaim(Database database)
{
    /// <summary>Claims the store for an engine, unless another one has.</summary>
    /// <param name="name">The engine's name; the same at each start.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Name of the engine that the store belongs to.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot be used.</exception>
    public Task<string> ClaimAsync(string name, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("INSERT INTO engine (id, name) VALUES (1, @name) ON CONFLICT DO NOTHING", new { name }).ConfigureAwait(false);
                return (await session.ScalarAsync<string>("SELECT name FROM engine WHERE id = 1").ConfigureAwait(false))!;
            },
            cancellationToken);
}
