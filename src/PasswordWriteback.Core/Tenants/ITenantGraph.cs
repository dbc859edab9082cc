using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.SelfServiceReset;

namespace PasswordWriteback.Core.Tenants;

/// <summary>
/// Reads one tenant through Microsoft Graph. A call that fails, is forbidden or does not answer in time is an
/// unknown reading with its reason, never an exception; only cancellation by the caller throws.
/// </summary>
public interface ITenantGraph
{
    /// <summary>The tenant that is read.</summary>
    Guid TenantId { get; }

    /// <summary>The app's subscriptions to changes of the tenant's users; null: this reader has none to offer.</summary>
    IUserSubscriptions? Subscriptions => null;

    /// <summary>Reads the organization and which permissions the app holds.</summary>
    Task<TenantReading> ReadTenantAsync(CancellationToken cancellationToken);

    /// <summary>Reads products and counts licensed users: three requests, whatever the size of the tenant.</summary>
    Task<LicenceReading> ReadLicencesAsync(CancellationToken cancellationToken);

    /// <summary>Reads every surface that tells something about self-service password reset and writeback.</summary>
    Task<SelfServiceResetReading> ReadSelfServiceResetAsync(CancellationToken cancellationToken);
}
