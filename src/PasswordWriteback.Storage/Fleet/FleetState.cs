namespace PasswordWriteback.Storage.Fleet;

/// <summary>How all tenants of everyone stand, in numbers.</summary>
/// <param name="Tenants">Active tenants.</param>
/// <param name="Compliant">Those whose last verdict is <c>Compliant</c>.</param>
/// <param name="Overdue">Active tenants whose check is due and not going on.</param>
/// <param name="OldestDueAt">When the most overdue of them was due; null when none is.</param>
/// <param name="Relays">Relays of active tenants that were not revoked.</param>
/// <param name="SilentRelays">Those of them that were not heard since the time asked for, nor enrolled.</param>
/// <param name="SilentRelayIds">Some of the silent ones, those that are silent for longest.</param>
/// <param name="FallenVerdicts">Tenants that were in order and were found not to be, since the time asked for.</param>
public sealed record FleetState(
    long Tenants,
    long Compliant,
    long Overdue,
    DateTimeOffset? OldestDueAt,
    long Relays,
    long SilentRelays,
    IReadOnlyList<Guid> SilentRelayIds,
    long FallenVerdicts);
