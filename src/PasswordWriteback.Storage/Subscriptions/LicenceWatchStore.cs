using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Subscriptions;

/// <summary>When a tenant's licences are looked at, and what was seen the last time.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="Owner">Its owner.</param>
/// <param name="DueAt">When they are looked at next.</param>
/// <param name="Signals">Notifications in the open window.</param>
/// <param name="SignalledAt">The first of them; null when no window is open.</param>
/// <param name="Looks">Looks so far.</param>
/// <param name="LookedAt">The last of them; null when there was none.</param>
/// <param name="Picture">What it saw, JSON; null when there was none.</param>
/// <param name="FailedLooks">Looks in a row that saw nothing.</param>
/// <param name="LastError">Why, one sentence; null when the last one succeeded.</param>
public sealed record LicenceWatch(
    Guid TenantId,
    string Owner,
    DateTimeOffset DueAt,
    int Signals,
    DateTimeOffset? SignalledAt,
    int Looks,
    DateTimeOffset? LookedAt,
    string? Picture,
    int FailedLooks,
    string? LastError);

/// <summary>The watch over tenants' licences. A row is made when a tenant becomes active and goes with the tenant.</summary>
/// <param name="database">The store.</param>
/// <param name="time">Dates what is stored.</param>
public sealed class LicenceWatchStore(Database database, TimeProvider time)
{
    private const string Select = """
        SELECT w.tenant_key AS TenantKey, t.tenant_id AS TenantId, t.owner AS Owner, w.due_at AS DueAt, w.signals AS Signals, w.signalled_at AS SignalledAt,
            w.looks AS Looks, w.looked_at AS LookedAt, w.picture AS Picture, w.failed_looks AS FailedLooks, w.last_error AS LastError
        FROM licence_watch w JOIN tenant t ON t.key = w.tenant_key
        """;

    /// <summary>The watch over a tenant that was consented to; null when there is none in scope.</summary>
    public Task<LicenceWatch?> FindAsync(TenantScope scope, Guid tenantId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => await session.FirstOrDefaultAsync<Row>(
                $"{Select} WHERE t.tenant_id = @id AND t.consented_at IS NOT NULL", new { id = TenantRow.Id(tenantId) }).ConfigureAwait(false) is { } row
                && (scope.Owner is null || scope.Owner == row.Owner)
                    ? row.ToWatch()
                    : null,
            cancellationToken);

    /// <summary>
    /// Takes active tenants whose licences are to be looked at, the longest overdue first. What is taken is not due again until the
    /// lease ends; signals that come meanwhile are kept apart by <see cref="SeenAsync"/>.
    /// </summary>
    public Task<IReadOnlyList<LicenceWatch>> ClaimDueAsync(int limit, TimeSpan lease, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<LicenceWatch>>(
            async session =>
            {
                var now = time.GetUtcNow();
                var due = await session.QueryAsync<Row>(
                    $"{Select} WHERE w.due_at <= @now AND t.state = 'Active' ORDER BY w.due_at, w.tenant_key LIMIT @limit",
                    new { now = StoredTime.Of(now), limit }).ConfigureAwait(false);
                var claimed = new List<LicenceWatch>();
                foreach (var row in due)
                {
                    var taken = await session.ExecuteAsync(
                        "UPDATE licence_watch SET due_at = @until WHERE tenant_key = @TenantKey AND due_at = @DueAt AND signals = @Signals",
                        new { row.TenantKey, row.DueAt, row.Signals, until = StoredTime.Of(now + lease) }).ConfigureAwait(false);
                    if (taken == 1)
                    {
                        claimed.Add(row.ToWatch());
                    }
                }

                return claimed;
            },
            cancellationToken);

    /// <summary>Licences were looked at, and what followed from it is stored. Signals that came since keep a window of their own.</summary>
    /// <param name="claimed">As it was taken.</param>
    /// <param name="picture">What was seen, JSON.</param>
    /// <param name="next">When they are looked at next, unless a signal comes.</param>
    /// <param name="window">From the first signal to the look.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SeenAsync(LicenceWatch claimed, string picture, DateTimeOffset next, TimeSpan window, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        return database.WriteAsync(
            session =>
            {
                var now = time.GetUtcNow();
                return session.ExecuteAsync(
                    $"""
                    UPDATE licence_watch SET looks = looks + 1, looked_at = @now, picture = {session.Json("@picture")}, failed_looks = 0, last_error = NULL,
                        signals = signals - @Signals, signalled_at = CASE WHEN signals > @Signals THEN @now ELSE NULL END,
                        due_at = CASE WHEN signals > @Signals THEN @windowEnd ELSE @next END
                    WHERE looks = @Looks AND {OfTenant}
                    """,
                    new
                    {
                        tenantId = TenantRow.Id(claimed.TenantId),
                        claimed.Signals,
                        claimed.Looks,
                        picture,
                        now = StoredTime.Of(now),
                        windowEnd = StoredTime.Of(now + window),
                        next = StoredTime.Of(next),
                    });
            },
            cancellationToken);
    }

    /// <summary>Licences could not be looked at: the signals stay, and it is tried again.</summary>
    public Task NotSeenAsync(LicenceWatch claimed, string why, DateTimeOffset next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        return database.WriteAsync(
            session => session.ExecuteAsync(
                $"UPDATE licence_watch SET failed_looks = failed_looks + 1, last_error = @why, due_at = @next WHERE looks = @Looks AND {OfTenant}",
                new { tenantId = TenantRow.Id(claimed.TenantId), claimed.Looks, why = StoredText.Of(why), next = StoredTime.Of(next) }),
            cancellationToken);
    }

    private const string OfTenant = "tenant_key IN (SELECT key FROM tenant WHERE tenant_id = @tenantId AND state = 'Active')";

    private sealed class Row
    {
        public long TenantKey { get; set; }

        public string TenantId { get; set; } = "";

        public string Owner { get; set; } = "";

        public long DueAt { get; set; }

        public int Signals { get; set; }

        public long? SignalledAt { get; set; }

        public int Looks { get; set; }

        public long? LookedAt { get; set; }

        public string? Picture { get; set; }

        public int FailedLooks { get; set; }

        public string? LastError { get; set; }

        public LicenceWatch ToWatch() => new(
            Guid.ParseExact(TenantId, "D"), Owner, StoredTime.Read(DueAt), Signals, StoredTime.Read(SignalledAt), Looks, StoredTime.Read(LookedAt), Picture, FailedLooks, LastError);
    }
}
