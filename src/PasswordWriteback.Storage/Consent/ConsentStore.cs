using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Consent;

/// <summary>Consent links that were given out.</summary>
/// <param name="database">The store.</param>
/// <param name="time">Dates what is stored, and ends links.</param>
public sealed class ConsentStore(Database database, TimeProvider time)
{
    /// <summary>How long a link that has ended is still known as such.</summary>
    private static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(1);

    /// <summary>Stores a link for an owner's tenant.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="stateHash">Hash of the link's state, by which it is found again.</param>
    /// <param name="nonceHash">Hash of its nonce.</param>
    /// <param name="expiresAt">When it ends.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KeyNotFoundException">The owner has not registered the tenant.</exception>
    public Task CreateAsync(
        Guid tenantId, string owner, string stateHash, string nonceHash, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var tenant = await TenantRow.FindAsync(session, TenantScope.Of(owner), tenantId).ConfigureAwait(false)
                    ?? throw new KeyNotFoundException($"The tenant {tenantId} is not registered.");
                await session.ExecuteAsync("DELETE FROM consent WHERE expires_at < @old", new { old = StoredTime.Of(time.GetUtcNow() - KeptAfterEnd) }).ConfigureAwait(false);
                return await session.ExecuteAsync(
                    "INSERT INTO consent (state_hash, tenant_key, nonce_hash, expires_at) VALUES (@stateHash, @Key, @nonceHash, @ends)",
                    new { stateHash, tenant.Key, nonceHash, ends = StoredTime.Of(expiresAt) }).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>A link by the hash of its state, ended and used ones too; null when there is none.</summary>
    public Task<ConsentRequest?> FindAsync(string stateHash, CancellationToken cancellationToken) =>
        database.ReadAsync(async session => (await ConsentRow.FindAsync(session, stateHash).ConfigureAwait(false))?.ToRequest(), cancellationToken);

    /// <summary>Uses a link: the tenant becomes active and is checked soon. Link, tenant and audit change together, once.</summary>
    /// <param name="stateHash">Hash of the link's state.</param>
    /// <param name="administrator">Object id of the administrator who consented.</param>
    /// <param name="actor">Who, for the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ConsentOutcome> CompleteAsync(string stateHash, string administrator, string actor, CancellationToken cancellationToken) =>
        database.WriteAsync(session => ConsentCompletion.CompleteAsync(session, stateHash, administrator, actor, time.GetUtcNow()), cancellationToken);
}
