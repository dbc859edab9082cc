using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.Storage.Tenants;

/// <summary>What people have attested for tenants.</summary>
/// <param name="database">The store.</param>
public sealed class AttestationStore(Database database) : IAttestations
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<Attestation>> LoadAsync(Guid tenantId, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Attestation>>(
            async session =>
            [
                .. (await session.QueryAsync<Row>(
                    """
                    SELECT a.finding_code AS Code, a.attested_by AS AttestedBy, a.attested_at AS AttestedAt
                    FROM attestation a JOIN tenant t ON t.key = a.tenant_key
                    WHERE t.tenant_id = @id AND t.consented_at IS NOT NULL
                    ORDER BY a.finding_code
                    """,
                    new { id = TenantRow.Id(tenantId) }).ConfigureAwait(false)).Select(row => new Attestation(row.Code, row.AttestedBy, StoredTime.Read(row.AttestedAt))),
            ],
            cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="KeyNotFoundException">The tenant is not active; it was erased.</exception>
    public Task SaveAsync(TenantAttestation attestation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attestation);
        return database.WriteAsync(
            async session =>
            {
                var tenant = await TenantRow.FindAsync(session, TenantScope.Everyone, attestation.TenantId).ConfigureAwait(false);
                if (tenant is not { IsHolder: true })
                {
                    throw new KeyNotFoundException($"The tenant {attestation.TenantId} is not active.");
                }

                var (code, by, at) = attestation.Attestation;
                return await session.ExecuteAsync(
                    """
                    INSERT INTO attestation (tenant_key, finding_code, attested_by, attested_at) VALUES (@Key, @code, @by, @at)
                    ON CONFLICT (tenant_key, finding_code) DO UPDATE SET attested_by = excluded.attested_by, attested_at = excluded.attested_at
                    WHERE excluded.attested_at >= attestation.attested_at
                    """,
                    new { tenant.Key, code, by = StoredText.Of(by), at = StoredTime.Of(at) }).ConfigureAwait(false);
            },
            cancellationToken);
    }

    private sealed class Row
    {
        public string Code { get; set; } = "";

        public string AttestedBy { get; set; } = "";

        public long AttestedAt { get; set; }
    }
}
