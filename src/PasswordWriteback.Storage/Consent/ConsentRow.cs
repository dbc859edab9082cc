using PasswordWriteback.Storage.Backends;

namespace PasswordWriteback.Storage.Consent;

/// <summary>A row of the table consent, with its tenant.</summary>
internal sealed class ConsentRow
{
    public long TenantKey { get; set; }

    public string TenantId { get; set; } = "";

    public string Owner { get; set; } = "";

    public string NonceHash { get; set; } = "";

    public long ExpiresAt { get; set; }

    public long? UsedAt { get; set; }

    public static Task<ConsentRow?> FindAsync(Session session, string stateHash) =>
        session.FirstOrDefaultAsync<ConsentRow>(
            """
            SELECT c.tenant_key AS TenantKey, t.tenant_id AS TenantId, t.owner AS Owner, c.nonce_hash AS NonceHash, c.expires_at AS ExpiresAt, c.used_at AS UsedAt
            FROM consent c JOIN tenant t ON t.key = c.tenant_key WHERE c.state_hash = @stateHash
            """,
            new { stateHash });

    public ConsentRequest ToRequest() =>
        new(Guid.ParseExact(TenantId, "D"), Owner, NonceHash, StoredTime.Read(ExpiresAt), UsedAt is not null);
}
