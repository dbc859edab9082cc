using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Backends;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Relays;

/// <summary>Relays of tenants, and the codes that let them enrol.</summary>
/// <param name="database">The store.</param>
/// <param name="time">Dates what is stored, and ends codes.</param>
public sealed class RelayStore(Database database, TimeProvider time)
{
    /// <summary>Codes that one tenant may be given within an hour.</summary>
    public const int CodesPerHour = 20;

    private const string Select =
        """
        SELECT relay.relay_id AS RelayId, tenant.tenant_id AS TenantId, tenant.owner AS Owner, relay.forest AS Forest, relay.state AS State,
            relay.public_key AS PublicKey, relay.host_name AS HostName, relay.version AS Version, relay.enrolled_at AS EnrolledAt,
            relay.enrolled_by AS EnrolledBy, relay.revoked_at AS RevokedAt, relay.heartbeat_at AS HeartbeatAt, relay.heartbeat AS Heartbeat,
            relay.duplicate_seen_at AS DuplicateSeenAt, relay.service_bus AS ServiceBus
        FROM relay JOIN tenant ON tenant.key = relay.tenant_key
        """;

    /// <summary>Stores a code for a forest of a tenant, with its line of the audit.</summary>
    public Task<RelayCodeOutcome> IssueCodeAsync(
        TenantScope scope, Guid tenantId, RelayCode code, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(code);
        return database.WriteAsync(
            async session =>
            {
                if (await TenantRow.FindAsync(session, scope, tenantId, forUpdate: true).ConfigureAwait(false) is not { } tenant)
                {
                    return RelayCodeOutcome.NoTenant;
                }

                if (tenant.State != nameof(TenantState.Active))
                {
                    return RelayCodeOutcome.NotActive;
                }

                var forest = code.Forest.ToLowerInvariant();
                if (!tenant.ToRecord().Forests.Contains(forest, StringComparer.OrdinalIgnoreCase))
                {
                    return RelayCodeOutcome.NoForest;
                }

                var now = time.GetUtcNow();
                var recent = await session.ScalarAsync<int>(
                    "SELECT COUNT(*) FROM relay_code WHERE tenant_key = @key AND issued_at > @since",
                    new { key = tenant.Key, since = StoredTime.Of(now.AddHours(-1)) }).ConfigureAwait(false);
                if (recent >= CodesPerHour)
                {
                    return RelayCodeOutcome.TooMany;
                }

                await session.ExecuteAsync(
                    """
                    INSERT INTO relay_code (code_hash, tenant_key, forest, note, issued_by, issued_at, expires_at)
                    VALUES (@CodeHash, @key, @forest, @note, @actor, @now, @expires)
                    """,
                    new { code.CodeHash, key = tenant.Key, forest, note = StoredText.Of(code.Note), actor, now = StoredTime.Of(now), expires = StoredTime.Of(code.ExpiresAt) }).ConfigureAwait(false);
                await AuditLog.AppendAsync(session, new AuditEntry(
                    tenantId, tenant.Owner, now, actor, AuditAction.RelayCodeIssued, RunId: null, $"A code for a relay of {forest}, good until {code.ExpiresAt:u}.")).ConfigureAwait(false);
                return RelayCodeOutcome.Issued;
            },
            cancellationToken);
    }

    /// <summary>Whether a code would let a relay enrol now.</summary>
    public Task<bool> IsOpenAsync(string codeHash, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => await session.ScalarAsync<int>(
                """
                SELECT COUNT(*) FROM relay_code JOIN tenant ON tenant.key = relay_code.tenant_key
                WHERE code_hash = @codeHash AND used_at IS NULL AND expires_at > @now AND tenant.state = 'Active'
                """,
                new { codeHash, now = StoredTime.Of(time.GetUtcNow()) }).ConfigureAwait(false) == 1,
            cancellationToken);

    /// <summary>
    /// Enrols a relay with a code, once. The first relay of a forest is its active one, a further one stands by. Null when the code
    /// is not known, was used, has ended, or its tenant is not active any more: which of them is nobody's business who has no code.
    /// </summary>
    public Task<RelayRecord?> EnrolAsync(string codeHash, RelayEnrolment enrolment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(enrolment);
        return database.WriteAsync(
            async session =>
            {
                var code = await session.FirstOrDefaultAsync<CodeRow>(
                    """
                    SELECT tenant_key AS TenantKey, forest AS Forest, issued_by AS IssuedBy FROM relay_code WHERE code_hash = @codeHash
                    """,
                    new { codeHash }).ConfigureAwait(false);
                if (code is null || await TenantRow.LockAsync(session, code.TenantKey).ConfigureAwait(false) is not { State: nameof(TenantState.Active) })
                {
                    return null;
                }

                var now = time.GetUtcNow();
                var used = await session.ExecuteAsync(
                    "UPDATE relay_code SET used_at = @now WHERE code_hash = @codeHash AND used_at IS NULL AND expires_at > @now",
                    new { codeHash, now = StoredTime.Of(now) }).ConfigureAwait(false);
                if (used != 1)
                {
                    return null;
                }

                var active = await session.ScalarAsync<int>(
                    "SELECT COUNT(*) FROM relay WHERE tenant_key = @TenantKey AND forest = @Forest AND state = 'Active'",
                    new { code.TenantKey, code.Forest }).ConfigureAwait(false);
                await session.ExecuteAsync(
                    """
                    INSERT INTO relay (tenant_key, relay_id, forest, state, public_key, host_name, version, enrolled_at, enrolled_by, service_bus)
                    VALUES (@TenantKey, @relayId, @Forest, @state, @publicKey, @hostName, @version, @now, @IssuedBy, @serviceBus)
                    """,
                    new
                    {
                        code.TenantKey,
                        relayId = enrolment.RelayId.ToString("D"),
                        code.Forest,
                        state = (active == 0 ? RelayState.Active : RelayState.Standby).ToString(),
                        publicKey = RelayRow.Write(enrolment.Key),
                        hostName = StoredText.Of(enrolment.HostName),
                        version = StoredText.Of(enrolment.Version),
                        now = StoredTime.Of(now),
                        code.IssuedBy,
                        serviceBus = enrolment.ServiceBus?.AbsoluteUri,
                    }).ConfigureAwait(false);
                var relay = await FindAsync(session, enrolment.RelayId).ConfigureAwait(false);
                await AuditLog.AppendAsync(session, new AuditEntry(
                    relay!.TenantId, relay.Owner, now, $"relay:{relay.RelayId:D}", AuditAction.RelayEnrolled, RunId: null,
                    $"{relay.State} relay of {relay.Forest} on {relay.HostName}, with the code of {code.IssuedBy}; key {relay.Key.Kid}.")).ConfigureAwait(false);
                return relay;
            },
            cancellationToken);
    }

    /// <summary>The relays of a tenant, revoked ones too, in the order of their enrolment; none when there is no such tenant in scope.</summary>
    public Task<IReadOnlyList<RelayRecord>> ListAsync(TenantScope scope, Guid tenantId, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<RelayRecord>>(
            async session =>
            {
                var tenant = await TenantRow.FindAsync(session, scope, tenantId).ConfigureAwait(false);
                return tenant is null
                    ? []
                    : [.. (await session.QueryAsync<RelayRow>($"{Select} WHERE relay.tenant_key = @key ORDER BY relay.key", new { key = tenant.Key }).ConfigureAwait(false)).Select(row => row.ToRecord())];
            },
            cancellationToken);

    /// <summary>A relay by its id, revoked ones too; null when it was never enrolled. For the relay itself, whose key proves it.</summary>
    public Task<RelayRecord?> FindAsync(Guid relayId, CancellationToken cancellationToken) =>
        database.ReadAsync(session => FindAsync(session, relayId), cancellationToken);

    /// <summary>The active relay of a forest; null when none is enrolled.</summary>
    public Task<RelayRecord?> ActiveAsync(Guid tenantId, string forest, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => (await session.FirstOrDefaultAsync<RelayRow>(
                $"{Select} WHERE tenant.tenant_id = @tenantId AND tenant.state <> 'Pending' AND relay.forest = @forest AND relay.state = 'Active'",
                new { tenantId = tenantId.ToString("D"), forest = forest.ToLowerInvariant() }).ConfigureAwait(false))?.ToRecord(),
            cancellationToken);

    /// <summary>The queue of every relay that counts, of all tenants; a host makes those that are missing.</summary>
    public Task<IReadOnlyList<RelayQueue>> EnrolledAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<RelayQueue>>(
            async session => [.. (await session.QueryAsync<RelayRow>(
                "SELECT relay_id AS RelayId, service_bus AS ServiceBus FROM relay WHERE state <> 'Revoked' ORDER BY key").ConfigureAwait(false))
                    .Select(row => new RelayQueue(RelayRecord.QueueOf(Guid.Parse(row.RelayId)), row.ServiceBus is null ? null : new Uri(row.ServiceBus)))],
            cancellationToken);

    /// <summary>How many relays that count each Service Bus namespace has; one without relays is not named.</summary>
    public Task<IReadOnlyList<NamespaceRelays>> CountByNamespaceAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<NamespaceRelays>>(
            async session => [.. (await session.QueryAsync<NamespaceRow>(
                "SELECT service_bus AS ServiceBus, COUNT(*) AS Relays FROM relay WHERE state <> 'Revoked' GROUP BY service_bus").ConfigureAwait(false))
                    .Select(row => new NamespaceRelays(row.ServiceBus is null ? null : new Uri(row.ServiceBus), (int)row.Relays))],
            cancellationToken);

    /// <summary>Revokes a relay, with its line of the audit. Revoking twice is revoking once.</summary>
    /// <returns>The relay; null when the tenant in scope has none of this id.</returns>
    public Task<RelayRecord?> RevokeAsync(TenantScope scope, Guid tenantId, Guid relayId, string actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var relay = await LockAsync(session, scope, tenantId, relayId).ConfigureAwait(false);
                if (relay is null or { State: RelayState.Revoked })
                {
                    return relay;
                }

                var now = time.GetUtcNow();
                await session.ExecuteAsync(
                    "UPDATE relay SET state = 'Revoked', revoked_at = @now WHERE relay_id = @relayId",
                    new { relayId = relayId.ToString("D"), now = StoredTime.Of(now) }).ConfigureAwait(false);
                await AuditLog.AppendAsync(session, new AuditEntry(
                    tenantId, relay.Owner, now, actor, AuditAction.RelayRevoked, RunId: null, $"{relay.State} relay {relayId:D} of {relay.Forest} on {relay.HostName}.")).ConfigureAwait(false);
                return relay with { State = RelayState.Revoked, RevokedAt = now };
            },
            cancellationToken);

    /// <summary>Makes a standby relay the active one of its forest, with its line of the audit; the other one stands by.</summary>
    public Task<RelayPromotion> PromoteAsync(TenantScope scope, Guid tenantId, Guid relayId, string actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (await LockAsync(session, scope, tenantId, relayId).ConfigureAwait(false) is not { } relay)
                {
                    return RelayPromotion.NoRelay;
                }

                if (relay.State != RelayState.Standby)
                {
                    return relay.State == RelayState.Active ? RelayPromotion.AlreadyActive : RelayPromotion.Revoked;
                }

                var id = new { relayId = relayId.ToString("D") };
                await session.ExecuteAsync(
                    """
                    UPDATE relay SET state = 'Standby' WHERE state = 'Active'
                        AND (tenant_key, forest) IN (SELECT tenant_key, forest FROM relay WHERE relay_id = @relayId)
                    """,
                    id).ConfigureAwait(false);
                await session.ExecuteAsync("UPDATE relay SET state = 'Active' WHERE relay_id = @relayId", id).ConfigureAwait(false);
                await AuditLog.AppendAsync(session, new AuditEntry(
                    tenantId, relay.Owner, time.GetUtcNow(), actor, AuditAction.RelayPromoted, RunId: null, $"Relay {relayId:D} on {relay.HostName} is the active one of {relay.Forest}.")).ConfigureAwait(false);
                return RelayPromotion.Promoted;
            },
            cancellationToken);

    private static async Task<RelayRecord?> FindAsync(Session session, Guid relayId) =>
        (await session.FirstOrDefaultAsync<RelayRow>($"{Select} WHERE relay.relay_id = @relayId", new { relayId = relayId.ToString("D") }).ConfigureAwait(false))?.ToRecord();

    // The tenant's row is locked first: of two who change its relays the second one sees what the first one did.
    private static async Task<RelayRecord?> LockAsync(Session session, TenantScope scope, Guid tenantId, Guid relayId) =>
        await TenantRow.FindAsync(session, scope, tenantId, forUpdate: true).ConfigureAwait(false) is { } tenant
        && await FindAsync(session, relayId).ConfigureAwait(false) is { } relay
        && relay.TenantId == tenantId && relay.Owner == tenant.Owner
            ? relay
            : null;

    private sealed class NamespaceRow
    {
        public string? ServiceBus { get; set; }

        public long Relays { get; set; }
    }

    private sealed class CodeRow
    {
        public long TenantKey { get; set; }

        public string Forest { get; set; } = "";

        public string IssuedBy { get; set; } = "";
    }
}
