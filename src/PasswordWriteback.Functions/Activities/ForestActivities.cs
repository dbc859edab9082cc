using Microsoft.Azure.Functions.Worker;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Storage;

namespace PasswordWriteback.Functions.Activities;

/// <summary>The activities that lead to a tenant's forests.</summary>
public sealed class ForestActivities(PatientPorts ports)
{
    /// <summary><see cref="RunActivities.ListForests"/>.</summary>
    [Function(nameof(RunActivities.ListForests))]
    public async Task<ForestRecord[]> ListForestsAsync([ActivityTrigger] Guid tenantId, CancellationToken cancellationToken) =>
        [.. await ports.ListAsync(tenantId, cancellationToken).ConfigureAwait(false)];

    /// <summary><see cref="RunActivities.SendRelayCommand"/>.</summary>
    [Function(nameof(RunActivities.SendRelayCommand))]
    public Task<bool> SendRelayCommandAsync([ActivityTrigger] RelayCommandAttempt attempt, CancellationToken cancellationToken) =>
        ports.SendAsync(attempt, cancellationToken);
}
