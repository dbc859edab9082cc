using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tenants.Erasure;

/// <summary>
/// Something of a tenant that has to end before its record is erased: runs, relays, subscriptions. Every feature registers its
/// own; they are released one after the other in the order of registration, again and again until all are.
/// </summary>
public interface ITenantResource
{
    /// <summary>Releases what there is of it. Releasing what is released does nothing.</summary>
    /// <param name="tenant">The tenant, in state <see cref="TenantState.Deleting"/>. One that was never consented to has nothing.</param>
    /// <param name="cancellationToken">Gives up; the rest is released the next time.</param>
    /// <returns>Whether nothing is left. False: ask again later.</returns>
    Task<bool> ReleaseAsync(TenantRecord tenant, CancellationToken cancellationToken);
}
