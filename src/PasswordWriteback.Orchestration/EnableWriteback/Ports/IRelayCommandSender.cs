namespace PasswordWriteback.Orchestration.EnableWriteback.Ports;

/// <summary>Puts commands into the queue of a forest's relay.</summary>
public interface IRelayCommandSender
{
    /// <summary>Sends a command once more. The answers reach the run as events, not through here.</summary>
    /// <returns>Whether a relay is enrolled for the forest; if none is, nothing was sent.</returns>
    Task<bool> SendAsync(RelayCommandAttempt attempt, CancellationToken cancellationToken);
}
