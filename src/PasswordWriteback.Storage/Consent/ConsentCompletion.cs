using PasswordWriteback.Core.Schedule;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Backends;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Consent;

/// <summary>
/// Uses a consent link. Every record of the tenant is locked meanwhile, so that of two owners one gets it. An owner that is being
/// erased still has it: its runs may not have ended.
/// </summary>
internal static class ConsentCompletion
{
    public static async Task<ConsentOutcome> CompleteAsync(Session session, string stateHash, string administrator, string actor, DateTimeOffset now)
    {
        if (await ConsentRow.FindAsync(session, stateHash).ConfigureAwait(false) is not { } consent)
        {
            return ConsentOutcome.Unknown;
        }

        if (consent.ExpiresAt <= StoredTime.Of(now))
        {
            return ConsentOutcome.Expired;
        }

        var records = await session.QueryAsync<TenantRow>(
            $"SELECT {TenantRow.Columns} FROM tenant t WHERE t.tenant_id = @TenantId ORDER BY t.key{session.ForUpdate}", new { consent.TenantId }).ConfigureAwait(false);
        var used = await session.ExecuteAsync(
            "UPDATE consent SET used_at = @at WHERE state_hash = @stateHash AND used_at IS NULL", new { at = StoredTime.Of(now), stateHash }).ConfigureAwait(false);
        if (used == 0 || records.Find(record => record.Key == consent.TenantKey) is not { } tenant)
        {
            return ConsentOutcome.Unknown;
        }

        return (tenant.State, records.Find(record => record.IsHolder)) switch
        {
            (nameof(TenantState.Deleting), _) => ConsentOutcome.Unknown,
            (_, null) => await ActivateAsync(session, tenant, administrator, actor, now).ConfigureAwait(false),
            (_, var holder) when holder.Key == tenant.Key => ConsentOutcome.AlreadyActive,
            _ => await RefuseAsync(session, tenant, actor, now).ConfigureAwait(false),
        };
    }

    private static async Task<ConsentOutcome> ActivateAsync(Session session, TenantRow tenant, string administrator, string actor, DateTimeOffset now)
    {
        var next = CheckSchedule.Next(now, TimeSpan.FromMilliseconds(tenant.CheckInterval), verdict: null, failedChecks: 0, Jitter.Of(tenant.TenantId));
        await session.ExecuteAsync(
            """
            UPDATE tenant SET state = 'Active', consented_at = @at, consented_by = @administrator, next_check_at = @next, version = version + 1
            WHERE key = @Key
            """,
            new { tenant.Key, at = StoredTime.Of(now), administrator, next = StoredTime.Of(next) }).ConfigureAwait(false);
        await session.ExecuteAsync("INSERT INTO subscription (tenant_key, next_attempt_at) VALUES (@Key, @at)", new { tenant.Key, at = StoredTime.Of(now) }).ConfigureAwait(false);
        await session.ExecuteAsync("INSERT INTO licence_watch (tenant_key, due_at) VALUES (@Key, @at)", new { tenant.Key, at = StoredTime.Of(now) }).ConfigureAwait(false);
        await AppendAsync(session, tenant, actor, AuditAction.TenantConsented, $"Administrator {administrator} consented.", now).ConfigureAwait(false);
        return ConsentOutcome.Activated;
    }

    private static async Task<ConsentOutcome> RefuseAsync(Session session, TenantRow tenant, string actor, DateTimeOffset now)
    {
        await AppendAsync(session, tenant, actor, AuditAction.ConsentRefused, "Another owner has the tenant.", now).ConfigureAwait(false);
        return ConsentOutcome.OwnedByAnother;
    }

    private static Task<int> AppendAsync(Session session, TenantRow tenant, string actor, AuditAction action, string note, DateTimeOffset now) =>
        AuditLog.AppendAsync(session, new AuditEntry(Guid.ParseExact(tenant.TenantId, "D"), tenant.Owner, now, actor, action, RunId: null, note));
}
