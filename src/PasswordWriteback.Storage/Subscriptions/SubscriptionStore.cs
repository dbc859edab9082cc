using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Backends;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Subscriptions;

/// <summary>The tenants' subscriptions at Microsoft Graph. A row is made when a tenant becomes active and goes with the tenant.</summary>
/// <param name="database">The store.</param>
/// <param name="time">Dates what is stored.</param>
public sealed class SubscriptionStore(Database database, TimeProvider time)
{
    /// <summary>Who, in the audit.</summary>
    public const string Actor = "subscription upkeep";

    /// <summary>How a tenant that was consented to stands; null when there is none in scope.</summary>
    public Task<SubscriptionRecord?> FindAsync(TenantScope scope, Guid tenantId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => await SubscriptionRow.FindAsync(session, tenantId).ConfigureAwait(false) is { } row && (scope.Owner is null || scope.Owner == row.Owner)
                ? row.ToRecord()
                : null,
            cancellationToken);

    /// <summary>
    /// Takes active tenants whose subscription has to be made or renewed, the longest overdue first. What is taken is not due again
    /// until the lease ends: two hosts never work on the same, and one that dies loses nothing.
    /// </summary>
    public Task<IReadOnlyList<SubscriptionRecord>> ClaimDueAsync(int limit, TimeSpan lease, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<SubscriptionRecord>>(
            async session =>
            {
                var now = time.GetUtcNow();
                var due = await session.QueryAsync<SubscriptionRow>(
                    $"{SubscriptionRow.Select} WHERE s.next_attempt_at <= @now AND t.state = 'Active' ORDER BY s.next_attempt_at, s.tenant_key LIMIT @limit",
                    new { now = StoredTime.Of(now), limit }).ConfigureAwait(false);
                var claimed = new List<SubscriptionRecord>();
                foreach (var row in due)
                {
                    var taken = await session.ExecuteAsync(
                        "UPDATE subscription SET next_attempt_at = @until WHERE tenant_key = @TenantKey AND next_attempt_at = @NextAttemptAt",
                        new { row.TenantKey, row.NextAttemptAt, until = StoredTime.Of(now + lease) }).ConfigureAwait(false);
                    if (taken == 1)
                    {
                        claimed.Add(row.ToRecord());
                    }
                }

                return claimed;
            },
            cancellationToken);

    /// <summary>
    /// Graph has made a subscription. The tenant's licences are looked at soon: what changed before was not notified.
    /// </summary>
    /// <returns>False: the tenant is not active any more, nothing was stored, and the subscription is the caller's to remove.</returns>
    public Task<bool> MadeAsync(Guid tenantId, MadeSubscription made, DateTimeOffset next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(made);
        return database.WriteAsync(
            async session =>
            {
                var tenant = await TenantRow.FindAsync(session, TenantScope.Everyone, tenantId, forUpdate: true).ConfigureAwait(false);
                if (tenant is not { State: nameof(TenantState.Active) })
                {
                    return false;
                }

                var now = time.GetUtcNow();
                await session.ExecuteAsync(
                    """
                    UPDATE subscription SET subscription_id = @id, client_state_hash = @ClientStateHash, notification_url = @NotificationUrl, expires_at = @expires,
                        created_at = @now, renewed_at = NULL, next_attempt_at = @next, failed_attempts = 0, last_error = NULL
                    WHERE tenant_key = @Key
                    """,
                    new
                    {
                        tenant.Key,
                        id = made.SubscriptionId.ToString("D"),
                        made.ClientStateHash,
                        made.NotificationUrl,
                        expires = StoredTime.Of(made.ExpiresAt),
                        now = StoredTime.Of(now),
                        next = StoredTime.Of(next),
                    }).ConfigureAwait(false);
                await session.ExecuteAsync(
                    "UPDATE licence_watch SET due_at = @now WHERE tenant_key = @Key AND due_at > @now", new { tenant.Key, now = StoredTime.Of(now) }).ConfigureAwait(false);
                await AuditLog.AppendAsync(session, new AuditEntry(
                    tenantId, tenant.Owner, now, Actor, AuditAction.SubscriptionMade, RunId: null,
                    $"Microsoft Graph notifies of changed users: subscription {made.SubscriptionId:D}, until {made.ExpiresAt:u} unless renewed.")).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Graph has renewed a subscription.</summary>
    public Task RenewedAsync(Guid tenantId, Guid subscriptionId, DateTimeOffset expiresAt, DateTimeOffset next, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.ExecuteAsync(
                """
                UPDATE subscription SET expires_at = @expires, renewed_at = @now, next_attempt_at = @next, failed_attempts = 0, last_error = NULL
                WHERE subscription_id = @id AND tenant_key IN (SELECT key FROM tenant WHERE tenant_id = @tenantId AND state = 'Active')
                """,
                new
                {
                    id = subscriptionId.ToString("D"),
                    tenantId = TenantRow.Id(tenantId),
                    expires = StoredTime.Of(expiresAt),
                    now = StoredTime.Of(time.GetUtcNow()),
                    next = StoredTime.Of(next),
                }),
            cancellationToken);

    /// <summary>A subscription is gone: another has to be made at once. Nothing happens when the tenant has another by now.</summary>
    public Task LostAsync(Guid subscriptionId, string how, CancellationToken cancellationToken) =>
        database.WriteAsync(session => LostAsync(session, subscriptionId, how, time.GetUtcNow()), cancellationToken);

    /// <summary>An attempt failed. Nothing happens when the tenant is in another state by now: another task has begun.</summary>
    public Task FailedAsync(Guid tenantId, TenantState state, string why, DateTimeOffset next, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.ExecuteAsync(
                """
                UPDATE subscription SET failed_attempts = failed_attempts + 1, last_error = @why, next_attempt_at = @next
                WHERE tenant_key IN (SELECT key FROM tenant WHERE tenant_id = @tenantId AND state = @state AND consented_at IS NOT NULL)
                """,
                new { tenantId = TenantRow.Id(tenantId), state = state.ToString(), why = StoredText.Of(why), next = StoredTime.Of(next) }),
            cancellationToken);

    /// <summary>Subscriptions that send to another address than this become due, to be made anew.</summary>
    /// <returns>How many.</returns>
    public Task<int> MoveToAsync(string notificationUrl, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.ExecuteAsync(
                "UPDATE subscription SET next_attempt_at = @now WHERE notification_url <> @notificationUrl AND next_attempt_at > @now",
                new { notificationUrl, now = StoredTime.Of(time.GetUtcNow()) }),
            cancellationToken);

    /// <summary>A tenant that is being erased has no subscription any more, as far as is known here.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="left">Why one may still be there at Graph, for the audit; null: it was removed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task RemovedAsync(Guid tenantId, string? left, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (await SubscriptionRow.FindAsync(session, tenantId).ConfigureAwait(false) is not { } row)
                {
                    return false;
                }

                await session.ExecuteAsync("DELETE FROM subscription WHERE tenant_key = @TenantKey", new { row.TenantKey }).ConfigureAwait(false);
                if (left is not null)
                {
                    await AuditLog.AppendAsync(session, new AuditEntry(
                        tenantId, row.Owner, time.GetUtcNow(), "erasure", AuditAction.SubscriptionLeft, RunId: null, left)).ConfigureAwait(false);
                }

                return true;
            },
            cancellationToken);

    /// <summary>Forgets a subscription that is gone, in the transaction of what told of it.</summary>
    internal static async Task<bool> LostAsync(Session session, Guid subscriptionId, string how, DateTimeOffset now)
    {
        var id = subscriptionId.ToString("D");
        var row = await session.FirstOrDefaultAsync<SubscriptionRow>($"{SubscriptionRow.Select} WHERE s.subscription_id = @id", new { id }).ConfigureAwait(false);
        var lost = row is null ? 0 : await session.ExecuteAsync(
            """
            UPDATE subscription SET subscription_id = NULL, client_state_hash = NULL, notification_url = NULL, expires_at = NULL, lost_at = @now, next_attempt_at = @now
            WHERE subscription_id = @id
            """,
            new { id, now = StoredTime.Of(now) }).ConfigureAwait(false);
        if (lost == 1)
        {
            await AuditLog.AppendAsync(session, new AuditEntry(
                Guid.ParseExact(row!.TenantId, "D"), row.Owner, now, Actor, AuditAction.SubscriptionLost, RunId: null, $"Subscription {id} is gone: {how}. It is made anew.")).ConfigureAwait(false);
        }

        return lost == 1;
    }
}
