using PasswordWriteback.Api.Tenants.Erasure;
using PasswordWriteback.Storage.Relays;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Relays;

/// <summary>The relays of a tenant that is being erased: revoked, their queues removed.</summary>
internal sealed class TenantRelays(RelayStore relays, RelayRevocation revocation) : ITenantResource
{
    public async Task<bool> ReleaseAsync(TenantRecord tenant, CancellationToken cancellationToken)
    {
        var scope = TenantScope.Of(tenant.Owner);
        foreach (var relay in await relays.ListAsync(scope, tenant.TenantId, cancellationToken).ConfigureAwait(false))
        {
            await revocation.RevokeAsync(scope, tenant.TenantId, relay.RelayId, "erasure", cancellationToken).ConfigureAwait(false);
        }

        return true;
    }
}
