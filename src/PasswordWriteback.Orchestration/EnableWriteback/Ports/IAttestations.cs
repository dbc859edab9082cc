using PasswordWriteback.Core.SelfServiceReset;

namespace PasswordWriteback.Orchestration.EnableWriteback.Ports;

/// <summary>What people have attested.</summary>
public interface IAttestations
{
    /// <summary>The attestations of a tenant, the newest of each step.</summary>
    Task<IReadOnlyList<Attestation>> LoadAsync(Guid tenantId, CancellationToken cancellationToken);

    /// <summary>Stores an attestation; a newer one of the same step replaces it.</summary>
    Task SaveAsync(TenantAttestation attestation, CancellationToken cancellationToken);
}
