using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.EntraConnect;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>What a scan is told besides the directory: its time, Entra Connect's containers, the tenant's users.</summary>
/// <param name="at">When the scan began.</param>
/// <param name="containers">Entra Connect's containers, or why they are not known.</param>
/// <param name="tenant">The tenant's users by SID; null: they were not given.</param>
internal sealed class ScanContext(DateTimeOffset at, Reading<SynchronizedContainers> containers, IReadOnlyDictionary<Sid, TenantUser>? tenant)
{
    /// <summary>When the scan began.</summary>
    public DateTimeOffset At => at;

    /// <summary>Called for every user that was read, in scope or not; null when nobody listens.</summary>
    public Action? OnRead { get; init; }

    /// <summary>Counts what this knows.</summary>
    public DenominatorTally NewDenominators() => new(
        containers.UnknownReason,
        tenant is null ? "The tenant's users were not given: relay coverage --tenant-users FILE joins them by SID." : null);

    /// <summary>Whether an object lies in a container that Entra Connect synchronizes; false where these are not known.</summary>
    public bool IsInContainers(string dn) => containers.Value?.Holds(dn) == true;

    /// <summary>What the tenant says of an account; null: it has no such user, or was not asked.</summary>
    public TenantUser? InTenant(Sid? sid) => sid is not null && tenant is not null && tenant.TryGetValue(sid, out var user) ? user : null;
}
