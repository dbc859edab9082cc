using PasswordWriteback.Core.ActiveDirectory.Replication;

namespace PasswordWriteback.Orchestration.EnableWriteback.Ports;

/// <summary>What a run has seen so far, for whoever watches it; too large for its status. The report replaces it.</summary>
public interface IRunProgress
{
    /// <summary>Stores the last confirmation of a forest's domain controllers; a newer one replaces it.</summary>
    Task SaveControllersAsync(
        string runId, string forest, IReadOnlyList<ControllerConfirmation> controllers, CancellationToken cancellationToken);
}
