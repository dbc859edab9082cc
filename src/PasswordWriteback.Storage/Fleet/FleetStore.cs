using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Fleet;

/// <summary>Counts over all tenants, for who operates the product. Every count reads each tenant or relay once, or an index.</summary>
/// <param name="database">The store.</param>
public sealed class FleetStore(Database database)
{
    /// <summary>Silent relays that are named at most.</summary>
    public const int NamedRelays = 20;

    /// <summary>How the fleet stands.</summary>
    /// <param name="now">What is due by then is due.</param>
    /// <param name="since">Relays that were not heard since then are silent; verdicts that fell since then count.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<FleetState> ReadAsync(DateTimeOffset now, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var times = new { now = StoredTime.Of(now), since = StoredTime.Of(since), named = NamedRelays };
        return database.ReadAsync(
            async session =>
            {
                var tenants = (await session.FirstOrDefaultAsync<TenantCounts>(
                    """
                    SELECT count(*) AS Active, COALESCE(sum(CASE WHEN last_verdict = 'Compliant' THEN 1 ELSE 0 END), 0) AS Compliant
                    FROM tenant WHERE state = 'Active'
                    """).ConfigureAwait(false))!;
                var due = (await session.FirstOrDefaultAsync<DueCounts>(
                    $"SELECT count(*) AS Overdue, min(t.next_check_at) AS Oldest FROM tenant t WHERE {TenantStore.Due}", times).ConfigureAwait(false))!;
                var relays = (await session.FirstOrDefaultAsync<RelayCounts>(
                    $"SELECT count(*) AS Enrolled, COALESCE(sum(CASE WHEN {Heard} < @since THEN 1 ELSE 0 END), 0) AS Silent {OfActiveTenants}", times).ConfigureAwait(false))!;
                var silent = relays.Silent == 0
                    ? []
                    : await session.QueryAsync<string>($"SELECT r.relay_id {OfActiveTenants} AND {Heard} < @since ORDER BY {Heard} LIMIT @named", times).ConfigureAwait(false);
                // By the runs that ended since then: their times have an index, those of drift have none.
                var fallen = await session.ScalarAsync<long>(
                    """
                    SELECT count(DISTINCT d.tenant_key) FROM run r JOIN drift d ON d.tenant_key = r.tenant_key AND d.run_id = r.run_id
                    WHERE r.finished_at >= @since AND d.kind = 'BecameNonCompliant'
                    """,
                    times).ConfigureAwait(false);
                return new FleetState(
                    tenants.Active,
                    tenants.Compliant,
                    due.Overdue,
                    StoredTime.Read(due.Oldest),
                    relays.Enrolled,
                    relays.Silent,
                    [.. silent.Select(Guid.Parse)],
                    fallen);
            },
            cancellationToken);
    }

    private const string Heard = "COALESCE(r.heartbeat_at, r.enrolled_at)";

    private const string OfActiveTenants = "FROM relay r JOIN tenant t ON t.key = r.tenant_key WHERE r.state <> 'Revoked' AND t.state = 'Active'";

    private sealed class TenantCounts
    {
        public long Active { get; set; }

        public long Compliant { get; set; }
    }

    private sealed class DueCounts
    {
        public long Overdue { get; set; }

        public long? Oldest { get; set; }
    }

    private sealed class RelayCounts
    {
        public long Enrolled { get; set; }

        public long Silent { get; set; }
    }
}
