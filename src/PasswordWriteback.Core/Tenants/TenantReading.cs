namespace PasswordWriteback.Core.Tenants;

/// <summary>What Microsoft Graph says about the tenant itself. Each part is known or unknown by itself.</summary>
/// <param name="Organization">Name, domains and synchronization.</param>
/// <param name="HeldPermissions">
/// The permissions in the app's own token, sorted: its application permissions, or the delegated ones where a person is signed in.
/// </param>
/// <param name="Cost">What the reading cost; null in readings of builds that did not count.</param>
public sealed record TenantReading(
    Reading<Organization> Organization, Reading<IReadOnlyList<string>> HeldPermissions, GraphCost? Cost = null);

/// <summary>Graph's <c>organization</c>.</summary>
/// <param name="TenantId">Id of the tenant.</param>
/// <param name="DisplayName">Its name.</param>
/// <param name="OnPremisesSyncEnabled">True: synchronized; false: it was, and was turned off; null: it never was.</param>
/// <param name="OnPremisesLastSync">When the last synchronization ended; null when there was none.</param>
/// <param name="VerifiedDomains">Names of the verified domains.</param>
public sealed record Organization(
    Guid TenantId,
    string DisplayName,
    bool? OnPremisesSyncEnabled,
    DateTimeOffset? OnPremisesLastSync,
    IReadOnlyList<string> VerifiedDomains);
