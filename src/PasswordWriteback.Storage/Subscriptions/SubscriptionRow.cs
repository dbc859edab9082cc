using PasswordWriteback.Storage.Backends;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Subscriptions;

/// <summary>A row of the table subscription.</summary>
internal sealed class SubscriptionRow
{
    public const string Select = """
        SELECT s.tenant_key AS TenantKey, t.tenant_id AS TenantId, t.owner AS Owner, s.subscription_id AS SubscriptionId,
            s.notification_url AS NotificationUrl, s.expires_at AS ExpiresAt, s.created_at AS CreatedAt, s.renewed_at AS RenewedAt,
            s.lost_at AS LostAt, s.next_attempt_at AS NextAttemptAt, s.failed_attempts AS FailedAttempts, s.last_error AS LastError
        FROM subscription s JOIN tenant t ON t.key = s.tenant_key
        """;

    public long TenantKey { get; set; }

    public string TenantId { get; set; } = "";

    public string Owner { get; set; } = "";

    public string? SubscriptionId { get; set; }

    public string? NotificationUrl { get; set; }

    public long? ExpiresAt { get; set; }

    public long? CreatedAt { get; set; }

    public long? RenewedAt { get; set; }

    public long? LostAt { get; set; }

    public long NextAttemptAt { get; set; }

    public int FailedAttempts { get; set; }

    public string? LastError { get; set; }

    /// <summary>The row of the record of a tenant that was consented to, whether it is active or being erased.</summary>
    public static Task<SubscriptionRow?> FindAsync(Session session, Guid tenantId) =>
        session.FirstOrDefaultAsync<SubscriptionRow>(
            $"{Select} WHERE t.tenant_id = @id AND t.consented_at IS NOT NULL", new { id = TenantRow.Id(tenantId) });

    public SubscriptionRecord ToRecord() => new()
    {
        TenantId = Guid.ParseExact(TenantId, "D"),
        Owner = Owner,
        SubscriptionId = SubscriptionId is null ? null : Guid.ParseExact(SubscriptionId, "D"),
        NotificationUrl = NotificationUrl,
        ExpiresAt = StoredTime.Read(ExpiresAt),
        CreatedAt = StoredTime.Read(CreatedAt),
        RenewedAt = StoredTime.Read(RenewedAt),
        LostAt = StoredTime.Read(LostAt),
        NextAttemptAt = StoredTime.Read(NextAttemptAt),
        FailedAttempts = FailedAttempts,
        LastError = LastError,
    };
}
