using PasswordWriteback.Storage.Audit;

namespace PasswordWriteback.Storage.Tenants;

/// <summary>Tenants and their owners.</summary>
/// <param name="database">The store.</param>
/// <param name="time">Dates what is stored.</param>
public sealed class TenantStore(Database database, TimeProvider time)
{
    /// <summary>Of tenant <c>t</c>: active, its check due at <c>@now</c>, and none going on.</summary>
    internal const string Due =
        """
        t.state = 'Active' AND t.next_check_at <= @now AND NOT EXISTS (
            SELECT 1 FROM run r WHERE r.tenant_key = t.key AND r.mode = 'Check' AND r.state IN ('Accepted', 'Running'))
        """;

    private readonly TenantTotals _totals = new(database);

    /// <summary>A tenant in scope. For everyone: the one that is consented to, else the only one registered.</summary>
    /// <returns>Null when there is none in scope.</returns>
    public Task<TenantRecord?> FindAsync(TenantScope scope, Guid tenantId, CancellationToken cancellationToken) =>
        database.ReadAsync(async session => (await TenantRow.FindAsync(session, scope, tenantId).ConfigureAwait(false))?.ToRecord(), cancellationToken);

    /// <summary>Tenants in scope, by page. A page goes on where the last one ended, whatever was added meanwhile.</summary>
    /// <exception cref="Paging.PageTokenException">The page token is not of this query.</exception>
    public Task<TenantPage> ListAsync(TenantScope scope, TenantQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(session => TenantListing.ListAsync(session, _totals, scope, query), cancellationToken);

    /// <summary>Registers a tenant as pending, or changes its record. The audit is written with it, unless nothing changed.</summary>
    /// <param name="owner">The portal that registers it.</param>
    /// <param name="registration">What it says.</param>
    /// <param name="ifVersion">The version that the record must have; null: whatever it has.</param>
    /// <param name="actor">Who, for the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConcurrencyException">The record has another version.</exception>
    /// <exception cref="TenantDeletingException">The tenant is being erased.</exception>
    public Task<(TenantRecord Record, bool Created)> PutAsync(
        string owner, TenantRegistration registration, long? ifVersion, string actor, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentNullException.ThrowIfNull(registration);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(registration.CheckInterval, TimeSpan.Zero, nameof(registration));
        return registration.Name.Length is > 0 and <= TenantRegistration.MaxNameLength
            ? database.WriteAsync(session => TenantPut.PutAsync(session, owner, registration, ifVersion, actor, time.GetUtcNow()), cancellationToken)
            : throw new ArgumentException($"A name has 1 to {TenantRegistration.MaxNameLength} characters.", nameof(registration));
    }

    /// <summary>Marks a tenant as being erased. Marking it again changes nothing.</summary>
    /// <returns>The record; null when there is none in scope.</returns>
    public Task<TenantRecord?> BeginDeleteAsync(TenantScope scope, Guid tenantId, string actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var row = await TenantRow.FindAsync(session, scope, tenantId, forUpdate: true).ConfigureAwait(false);
                if (row is null or { State: nameof(TenantState.Deleting) })
                {
                    return row?.ToRecord();
                }

                await session.ExecuteAsync(
                    "UPDATE tenant SET state = @state, next_check_at = NULL, version = version + 1 WHERE key = @Key",
                    new { state = nameof(TenantState.Deleting), row.Key }).ConfigureAwait(false);
                // Removing it is a new task, with attempts of its own.
                await session.ExecuteAsync(
                    "UPDATE subscription SET failed_attempts = 0, next_attempt_at = @now WHERE tenant_key = @Key", new { row.Key, now = StoredTime.Of(time.GetUtcNow()) }).ConfigureAwait(false);
                await AuditLog.AppendAsync(session, new AuditEntry(tenantId, row.Owner, time.GetUtcNow(), actor, AuditAction.TenantDeleting, RunId: null, $"Erasure of '{row.Name}' was asked for.")).ConfigureAwait(false);
                return (await TenantRow.LockAsync(session, row.Key).ConfigureAwait(false))?.ToRecord();
            },
            cancellationToken);

    /// <summary>Erases an owner's record of a tenant and all that hangs on it, but for the audit. Erasing what is gone does nothing.</summary>
    public Task EraseAsync(Guid tenantId, string owner, string actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var erased = await session.ExecuteAsync("DELETE FROM tenant WHERE tenant_id = @id AND owner = @owner", new { id = TenantRow.Id(tenantId), owner }).ConfigureAwait(false);
                if (erased == 1)
                {
                    await AuditLog.AppendAsync(session, new AuditEntry(tenantId, owner, time.GetUtcNow(), actor, AuditAction.TenantErased, RunId: null, "Erased with its runs, reports, attestations and relays.")).ConfigureAwait(false);
                }

                return erased;
            },
            cancellationToken);

    /// <summary>The tenants that are being erased, of everyone.</summary>
    public Task<IReadOnlyList<TenantRecord>> DeletingAsync(CancellationToken cancellationToken) =>
        ListAsync("WHERE t.state = 'Deleting' ORDER BY t.key", parameters: null, cancellationToken);

    /// <summary>Active tenants whose check is due and which no check runs for, the longest overdue first.</summary>
    public Task<IReadOnlyList<TenantRecord>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        ListAsync(
            $"WHERE {Due} ORDER BY t.next_check_at, t.key LIMIT @limit",
            new { now = StoredTime.Of(now), limit },
            cancellationToken);

    /// <summary>Moves the next check of an active tenant.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="next">When it is checked next.</param>
    /// <param name="failed">Whether a check could not be made: it is counted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task DelayCheckAsync(Guid tenantId, DateTimeOffset next, bool failed, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.ExecuteAsync(
                """
                UPDATE tenant SET next_check_at = @next, failed_checks = failed_checks + @failures, version = version + 1
                WHERE tenant_id = @id AND state = 'Active'
                """,
                new { id = TenantRow.Id(tenantId), next = StoredTime.Of(next), failures = failed ? 1 : 0 }),
            cancellationToken);

    private Task<IReadOnlyList<TenantRecord>> ListAsync(string which, object? parameters, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<TenantRecord>>(
            async session => [.. (await session.QueryAsync<TenantRow>($"SELECT {TenantRow.Columns} FROM tenant t {which}", parameters).ConfigureAwait(false)).Select(row => row.ToRecord())],
            cancellationToken);
}
