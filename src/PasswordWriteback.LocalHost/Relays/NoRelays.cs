using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.LocalHost.Relays;

/// <summary>A host at which no relay can be enrolled: every forest is without one.</summary>
internal sealed class NoRelays : IRelayCommandSender
{
    public Task<bool> SendAsync(RelayCommandAttempt attempt, CancellationToken cancellationToken) => Task.FromResult(false);
}
