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

    /// <summary>Reads products, subscriptions and counts of licensed users: one batch, whatever the size of the tenant.</summary>
    Task<LicenceReading> ReadLicencesAsync(CancellationToken cancellationToken);

    /// <summary>Reads every surface that tells something about self-service password reset and writeback.</summary>
    Task<SelfServiceResetReading> ReadSelfServiceResetAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Sets <c>authorizationPolicy.allowedToUseSSPR</c>, whether administrators may reset their own passwords, and reads it back.
    /// Needs <c>Policy.ReadWrite.Authorization</c>.
    /// </summary>
    /// <param name="administratorsMayReset">What it is to be.</param>
    /// <param name="cancellationToken">Gives up; whether it was set is then not known.</param>
    /// <returns>What was read back; unknown: it was refused, or whether it was set is not known.</returns>
    Task<Reading<bool>> SetAdministratorsMayResetAsync(bool administratorsMayReset, CancellationToken cancellationToken) =>
        Task.FromResult(Reading.NotBuilt<bool>("setting allowedToUseSSPR"));

    /// <summary>
    /// Sets <c>onPremisesSynchronization.features.passwordWritebackEnabled</c> where the identity may (delegated only), and reads it
    /// back. Microsoft documents the flag as not in use: nothing rests on it.
    /// </summary>
    /// <inheritdoc cref="SetAdministratorsMayResetAsync" />
    Task<Reading<bool>> SetWritebackFeatureFlagAsync(bool on, CancellationToken cancellationToken) =>
        Task.FromResult(Reading.NotBuilt<bool>("setting passwordWritebackEnabled"));
}
