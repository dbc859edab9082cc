using Microsoft.Azure.Functions.Worker;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Storage;

namespace PasswordWriteback.Functions.Activities;

/// <summary>The activities that keep what people attest.</summary>
public sealed class AttestationActivities(PatientPorts ports)
{
    /// <summary><see cref="RunActivities.LoadAttestations"/>.</summary>
    [Function(nameof(RunActivities.LoadAttestations))]
    public async Task<Attestation[]> LoadAttestationsAsync([ActivityTrigger] Guid tenantId, CancellationToken cancellationToken) =>
        [.. await ports.LoadAsync(tenantId, cancellationToken).ConfigureAwait(false)];

    /// <summary><see cref="RunActivities.SaveAttestation"/>.</summary>
    [Function(nameof(RunActivities.SaveAttestation))]
    public async Task<bool> SaveAttestationAsync([ActivityTrigger] TenantAttestation attestation, CancellationToken cancellationToken)
    {
        await ports.SaveAsync(attestation, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
