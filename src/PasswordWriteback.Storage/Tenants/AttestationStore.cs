using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.Storage.Tenants;

/// <summary>What people have attested for tenants.</summary>
/// <param name="database">The store.</param>
public sealed class AttestationStore(Database database) : IAttestations
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<Attestation>> LoadAsync(Guid tenantId, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task SaveAsync(TenantAttestation attestation, CancellationToken cancellationToken) => throw new NotImplementedException();
}
