using PasswordWriteback.Core;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Graph.Identity;

/// <summary>A tenant that this host has no identity for: every reading is unknown, with what to set as the reason.</summary>
internal sealed class UnreadableTenant(Guid tenantId, string reason) : ITenantGraph
{
    /// <inheritdoc />
    public Guid TenantId => tenantId;

    /// <inheritdoc />
    public Task<TenantReading> ReadTenantAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new TenantReading(Unknown<Organization>(), Unknown<IReadOnlyList<string>>()));

    /// <inheritdoc />
    public Task<LicenceReading> ReadLicencesAsync(CancellationToken cancellationToken) => Task.FromResult(new LicenceReading(
        Unknown<IReadOnlyList<SubscribedSku>>(), Unknown<int>(), Unknown<int>(), Unknown<IReadOnlyList<CompanySubscription>>()));

    /// <inheritdoc />
    public Task<SelfServiceResetReading> ReadSelfServiceResetAsync(CancellationToken cancellationToken) => Task.FromResult(
        new SelfServiceResetReading(Unknown<RegistrationReport>(), Unknown<bool>(), Unknown<WritebackAudit>(), Unknown<bool>()));

    /// <inheritdoc />
    public Task<Reading<bool>> SetAdministratorsMayResetAsync(bool administratorsMayReset, CancellationToken cancellationToken) =>
        Task.FromResult(Unknown<bool>());

    /// <inheritdoc />
    public Task<Reading<bool>> SetWritebackFeatureFlagAsync(bool on, CancellationToken cancellationToken) => Task.FromResult(Unknown<bool>());

    private Reading<T> Unknown<T>() => Reading.Unknown<T>(reason);
}
