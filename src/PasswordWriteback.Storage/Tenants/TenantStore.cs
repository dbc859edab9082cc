namespace PasswordWriteback.Storage.Tenants;

/// <summary>Tenants and their owners.</summary>
/// <param name="database">The store.</param>
/// <param name="time">Dates what is stored.</param>
public sealed class TenantStore(Database database, TimeProvider time)
{
    /// <summary>A tenant in scope. For everyone: the one that is consented to, else the only one registered.</summary>
    /// <returns>Null when there is none in scope.</returns>
    public Task<TenantRecord?> FindAsync(TenantScope scope, Guid tenantId, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Tenants in scope, by page. A page goes on where the last one ended, whatever was added meanwhile.</summary>
    /// <exception cref="Paging.PageTokenException">The page token is not of this query.</exception>
    public Task<TenantPage> ListAsync(TenantScope scope, TenantQuery query, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Registers a tenant as pending, or changes its record. The audit is written with it, unless nothing changed.</summary>
    /// <param name="owner">The portal that registers it.</param>
    /// <param name="registration">What it says.</param>
    /// <param name="ifVersion">The version that the record must have; null: whatever it has.</param>
    /// <param name="actor">Who, for the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConcurrencyException">The record has another version.</exception>
    /// <exception cref="TenantDeletingException">The tenant is being erased.</exception>
    public Task<(TenantRecord Record, bool Created)> PutAsync(
        string owner, TenantRegistration registration, long? ifVersion, string actor, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Marks a tenant as being erased. Marking it again changes nothing.</summary>
    /// <returns>The record; null when there is none in scope.</returns>
    public Task<TenantRecord?> BeginDeleteAsync(TenantScope scope, Guid tenantId, string actor, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Erases an owner's record of a tenant and all that hangs on it, but for the audit. Erasing what is gone does nothing.</summary>
    public Task EraseAsync(Guid tenantId, string owner, string actor, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The tenants that are being erased, of everyone.</summary>
    public Task<IReadOnlyList<TenantRecord>> DeletingAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Active tenants whose check is due and which no check runs for, the longest overdue first.</summary>
    public Task<IReadOnlyList<TenantRecord>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Moves the next check of an active tenant; it is not a change of the record's version.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="next">When it is checked next.</param>
    /// <param name="failed">Whether a check could not be made: it is counted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task DelayCheckAsync(Guid tenantId, DateTimeOffset next, bool failed, CancellationToken cancellationToken) => throw new NotImplementedException();
}
