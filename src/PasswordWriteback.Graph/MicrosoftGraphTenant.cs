using Microsoft.Graph;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Graph;

/// <summary>Reads one tenant through Microsoft Graph v1.0.</summary>
internal sealed class MicrosoftGraphTenant(
    Guid tenantId, GraphServiceClient graph, HeldPermissions permissions, GraphCall call, IUserSubscriptions subscriptions, TimeProvider time) : ITenantGraph
{
    private readonly OrganizationReader _organization = new(graph, tenantId);
    private readonly SubscribedSkuReader _skus = new(graph);
    private readonly UserCountReader _users = new(graph);
    private readonly RegistrationReportReader _registrations = new(graph);
    private readonly AuthorizationPolicyReader _policy = new(graph);
    private readonly WritebackAuditReader _audit = new(graph, time);
    private readonly SyncFeatureReader _features = new(graph, permissions);

    /// <inheritdoc />
    public Guid TenantId => tenantId;

    /// <inheritdoc />
    public IUserSubscriptions? Subscriptions => subscriptions;

    /// <inheritdoc />
    public async Task<TenantReading> ReadTenantAsync(CancellationToken cancellationToken) => new(
        await call.ReadAsync(GraphPermissions.Organization, _organization.ReadAsync, cancellationToken).ConfigureAwait(false),
        await call.ReadAsync(
            GraphPermissions.Organization,
            async token => (await permissions.ReadAsync(token).ConfigureAwait(false)).Application,
            cancellationToken).ConfigureAwait(false));

    /// <inheritdoc />
    public async Task<LicenceReading> ReadLicencesAsync(CancellationToken cancellationToken) => new(
        await call.ReadAsync(GraphPermissions.SubscribedSkus, _skus.ReadAsync, cancellationToken).ConfigureAwait(false),
        await call.ReadAsync(GraphPermissions.Users, _users.SyncedEnabledAsync, cancellationToken).ConfigureAwait(false),
        await call.ReadAsync(GraphPermissions.Users, _users.SyncedEnabledLicensedAsync, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc />
    public async Task<SelfServiceResetReading> ReadSelfServiceResetAsync(CancellationToken cancellationToken) => new(
        await call.ReadAsync(GraphPermissions.RegistrationReport, _registrations.ReadAsync, cancellationToken).ConfigureAwait(false),
        await call.ReadAsync(GraphPermissions.AuthorizationPolicy, _policy.AdministratorsMayResetAsync, cancellationToken).ConfigureAwait(false),
        await call.ReadAsync(GraphPermissions.DirectoryAudits, _audit.ReadAsync, cancellationToken).ConfigureAwait(false),
        await call.ReadAsync<bool>(GraphPermissions.OnPremisesSynchronization, _features.PasswordWritebackFlagAsync, cancellationToken).ConfigureAwait(false));
}
