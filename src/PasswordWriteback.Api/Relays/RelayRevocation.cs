using PasswordWriteback.Storage.Relays;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Relays;

/// <summary>Revokes relays: no further token, answers refused at once, the queue removed.</summary>
/// <param name="relays">The relays.</param>
/// <param name="queues">Their queues.</param>
public sealed class RelayRevocation(RelayStore relays, IRelayQueues queues)
{
    /// <summary>Revokes one. Revoking twice is revoking once.</summary>
    /// <returns>The relay; null when the tenant in scope has none of this id.</returns>
    public async Task<RelayRecord?> RevokeAsync(TenantScope scope, Guid tenantId, Guid relayId, string actor, CancellationToken cancellationToken)
    {
        var relay = await relays.RevokeAsync(scope, tenantId, relayId, actor, cancellationToken).ConfigureAwait(false);
        if (relay is not null)
        {
            await queues.RemoveAsync(relay.Queue, cancellationToken).ConfigureAwait(false);
        }

        return relay;
    }
}
