using System.Text.Json;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Backends;

namespace PasswordWriteback.Storage.Tenants;

/// <summary>Registers a tenant or changes its record, with the audit.</summary>
internal static class TenantPut
{
    public static async Task<(TenantRecord Record, bool Created)> PutAsync(
        Session session, string owner, TenantRegistration registration, long? ifVersion, string actor, DateTimeOffset now)
    {
        var name = StoredText.Of(registration.Name);
        var values = new
        {
            tenantId = TenantRow.Id(registration.TenantId),
            owner,
            name,
            sortName = TenantListing.SortName(name),
            state = nameof(TenantState.Pending),
            at = StoredTime.Of(now),
            forests = JsonSerializer.Serialize([.. registration.Forests.Select(StoredText.Of)], StorageJson.Default.IReadOnlyListString),
            interval = (long)registration.CheckInterval.TotalMilliseconds,
            zero = registration.MinimumPasswordAgeZero,
            soonest = StoredTime.Of(now + registration.CheckInterval),
        };
        var created = ifVersion is null && await session.ExecuteAsync(
            $"""
            INSERT INTO tenant (tenant_id, owner, name, sort_name, state, registered_at, forests, check_interval, minimum_password_age_zero)
            VALUES (@tenantId, @owner, @name, @sortName, @state, @at, {session.Json("@forests")}, @interval, @zero)
            ON CONFLICT (tenant_id, owner) DO NOTHING
            """,
            values).ConfigureAwait(false) == 1;
        var row = await TenantRow.FindAsync(session, TenantScope.Of(owner), registration.TenantId, forUpdate: true).ConfigureAwait(false);
        if (ifVersion is { } expected && row?.Version != expected)
        {
            throw new ConcurrencyException(expected, row?.Version);
        }

        if (created)
        {
            await AuditLog.AppendAsync(session, new AuditEntry(registration.TenantId, owner, now, actor, AuditAction.TenantRegistered, RunId: null, $"Registered as '{name}'.")).ConfigureAwait(false);
            return (row!.ToRecord(), true);
        }

        if (row!.State == nameof(TenantState.Deleting))
        {
            throw new TenantDeletingException(registration.TenantId);
        }

        var changed = Changed(row, values.name, values.forests, values.interval, values.zero);
        if (changed.Count == 0)
        {
            return (row.ToRecord(), false);
        }

        await session.ExecuteAsync(
            $"""
            UPDATE tenant SET name = @name, sort_name = @sortName, forests = {session.Json("@forests")}, check_interval = @interval,
                minimum_password_age_zero = @zero, version = version + 1,
                next_check_at = CASE WHEN next_check_at > @soonest THEN @soonest ELSE next_check_at END
            WHERE tenant_id = @tenantId AND owner = @owner
            """,
            values).ConfigureAwait(false);
        await AuditLog.AppendAsync(session, new AuditEntry(registration.TenantId, owner, now, actor, AuditAction.TenantChanged, RunId: null, $"Changed: {string.Join(", ", changed)}.")).ConfigureAwait(false);
        return ((await TenantRow.LockAsync(session, row.Key).ConfigureAwait(false))!.ToRecord(), false);
    }

    private static List<string> Changed(TenantRow row, string name, string forests, long interval, bool zero)
    {
        List<string> changed = [];
        if (row.Name != name)
        {
            changed.Add($"name is '{name}'");
        }

        if (row.Forests != forests)
        {
            changed.Add($"forests are {forests}");
        }

        if (row.CheckInterval != interval)
        {
            changed.Add($"checked every {TimeSpan.FromMilliseconds(interval)}");
        }

        if (row.MinimumPasswordAgeZero != zero)
        {
            changed.Add(zero ? "minimum password age 0 is wanted" : "minimum password age 0 is not wanted");
        }

        return changed;
    }
}
