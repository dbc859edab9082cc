using PasswordWriteback.Api.Runs;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Storage.Relays;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Relays;

/// <summary>Revokes relays: no further token, answers refused at once, the queue removed, runs that wait for the relay told.</summary>
/// <param name="relays">The relays.</param>
/// <param name="traffic">What was sent to them.</param>
/// <param name="queues">Their queues.</param>
/// <param name="replies">Tells runs.</param>
public sealed class RelayRevocation(RelayStore relays, RelayTraffic traffic, IRelayQueues queues, RelayReplies replies)
{
    /// <summary>Revokes one. Revoking twice is revoking once, and does what the first time was kept from.</summary>
    /// <returns>The relay; null when the tenant in scope has none of this id.</returns>
    public async Task<RelayRecord?> RevokeAsync(TenantScope scope, Guid tenantId, Guid relayId, string actor, CancellationToken cancellationToken)
    {
        var relay = await relays.RevokeAsync(scope, tenantId, relayId, actor, cancellationToken).ConfigureAwait(false);
        if (relay is not null)
        {
            // Runs first: a queue that is left is removed by the upkeep, but nobody else tells a run.
            await TellRunsAsync(relay, cancellationToken).ConfigureAwait(false);
            await queues.RemoveAsync(relay.CommandQueue, cancellationToken).ConfigureAwait(false);
        }

        return relay;
    }

    // A run waits up to hours for a command that was accepted. A command that was answered before is not waited for any more.
    private async Task TellRunsAsync(RelayRecord relay, CancellationToken cancellationToken)
    {
        foreach (var command in await traffic.OpenCommandsAsync(relay.RelayId, cancellationToken).ConfigureAwait(false))
        {
            var failed = new CommandFailed(
                command.CommandId,
                RelayFindings.NotAnswering,
                $"The relay of forest {relay.Forest} on {relay.HostName} was revoked before it answered. What it was writing then, it may have written.",
                "Enrol a relay for this forest, or promote its standby; then start a check.");
            await replies.ReceiveAsync(
                command.TenantId, command.RunId, relay.Forest, command.CommandId, new RelaySignal(RelaySignalKind.Completed, "revoked", failed), cancellationToken).ConfigureAwait(false);
        }
    }
}
