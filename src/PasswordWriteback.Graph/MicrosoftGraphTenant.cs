using PasswordWriteback.Core;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Graph.Readers;
using PasswordWriteback.Graph.Requests;
using PasswordWriteback.Graph.Subscriptions;

namespace PasswordWriteback.Graph;

/// <summary>Reads one tenant through Microsoft Graph v1.0. Every reading is a session of its own, with its own cost and patience.</summary>
internal sealed class MicrosoftGraphTenant(
    Guid tenantId, GraphConnection connection, HeldPermissions permissions, GraphCall call, SubscriptionCall subscriptionCall, Guid? licenceGroup) : ITenantGraph
{
    /// <inheritdoc />
    public Guid TenantId => tenantId;

    /// <inheritdoc />
    public IUserSubscriptions? Subscriptions => new UserSubscriptions(new GraphSession(connection).Client, subscriptionCall);

    /// <inheritdoc />
    public async Task<TenantReading> ReadTenantAsync(CancellationToken cancellationToken)
    {
        var session = new GraphSession(connection);
        var organization = new OrganizationReader(session.Client, tenantId);
        return new(
            await call.ReadAsync(GraphPermissions.Organization, organization.ReadAsync, cancellationToken).ConfigureAwait(false),
            await call.ReadAsync(
                GraphPermissions.Organization,
                async token => (await permissions.ReadAsync(token).ConfigureAwait(false)).Held,
                cancellationToken).ConfigureAwait(false),
            session.Cost);
    }

    /// <inheritdoc />
    public async Task<LicenceReading> ReadLicencesAsync(CancellationToken cancellationToken)
    {
        var session = new GraphSession(connection);
        var skus = new SubscribedSkuReader(session.Client);
        var subscriptions = new CompanySubscriptionReader(session.Client);
        var users = new UserCountReader(session.Client, licenceGroup);
        await call.AskAheadAsync(
            session,
            [skus.Question, subscriptions.Question, users.Question(UserCountReader.SyncedAndEnabled), users.Question(UserCountReader.SyncedEnabledAndLicensed)],
            cancellationToken).ConfigureAwait(false);
        return new(
            await call.ReadAsync(GraphPermissions.SubscribedSkus, skus.ReadAsync, cancellationToken).ConfigureAwait(false),
            await CountAsync(UserCountReader.SyncedAndEnabled).ConfigureAwait(false),
            await CountAsync(UserCountReader.SyncedEnabledAndLicensed).ConfigureAwait(false),
            await call.ReadAsync(GraphPermissions.CompanySubscriptions, subscriptions.ReadAsync, cancellationToken).ConfigureAwait(false),
            licenceGroup,
            session.Cost);

        Task<Reading<int>> CountAsync(string filter) => call.ReadAsync(
            licenceGroup is null ? GraphPermissions.Users : GraphPermissions.GroupMembers, token => users.CountAsync(filter, token), cancellationToken);
    }

    /// <inheritdoc />
    public async Task<SelfServiceResetReading> ReadSelfServiceResetAsync(CancellationToken cancellationToken)
    {
        var session = new GraphSession(connection);
        var registrations = new RegistrationReportReader(session.Client);
        var policy = new AuthorizationPolicyReader(session.Client);
        var audit = new WritebackAuditReader(session.Client, connection.Time);
        var features = new SyncFeatureReader(session.Client, permissions);
        var recommendation = new RecommendationReader(session, connection.Beta);
        await call.AskAheadAsync(session, [.. registrations.Questions, policy.Question, audit.Question], cancellationToken).ConfigureAwait(false);
        return new(
            await call.ReadAsync(GraphPermissions.RegistrationReport, registrations.ReadAsync, cancellationToken).ConfigureAwait(false),
            await call.ReadAsync(GraphPermissions.AuthorizationPolicy, policy.AdministratorsMayResetAsync, cancellationToken).ConfigureAwait(false),
            await call.ReadAsync(GraphPermissions.DirectoryAudits, audit.ReadAsync, cancellationToken).ConfigureAwait(false),
            await call.ReadAsync<bool>(GraphPermissions.OnPremisesSynchronization, features.PasswordWritebackFlagAsync, cancellationToken).ConfigureAwait(false),
            await call.ReadAsync(GraphPermissions.Recommendations, token => RecommendAsync(recommendation, token), cancellationToken).ConfigureAwait(false),
            session.Cost,
            connection.AdminCenter);
    }

    /// <inheritdoc />
    public Task<Reading<bool>> SetAdministratorsMayResetAsync(bool administratorsMayReset, CancellationToken cancellationToken)
    {
        var session = new GraphSession(connection);
        var policy = new AuthorizationPolicyReader(session.Client);
        return call.WriteAsync(
            GraphPermissions.SetAuthorizationPolicy, token => policy.SetAsync(administratorsMayReset, session.PauseAsync, token), cancellationToken);
    }

    /// <inheritdoc />
    public Task<Reading<bool>> SetWritebackFeatureFlagAsync(bool on, CancellationToken cancellationToken)
    {
        var features = new SyncFeatureReader(new GraphSession(connection).Client, permissions);
        return call.WriteAsync<bool>(
            GraphPermissions.OnPremisesSynchronization, token => features.SetPasswordWritebackFlagAsync(on, token), cancellationToken);
    }

    /// <summary>Asks only where the app holds the optional permission: a refusal would cost a request at every check.</summary>
    private async Task<Reading<ResetRecommendation?>> RecommendAsync(RecommendationReader recommendation, CancellationToken cancellationToken)
    {
        var held = await permissions.ReadAsync(cancellationToken).ConfigureAwait(false);
        return GraphPermissions.Recommendations.IsHeld(held.Held)
            ? Reading.Known(await recommendation.ReadAsync(cancellationToken).ConfigureAwait(false))
            : Reading.Unknown<ResetRecommendation?>($"not asked: the app does not hold {GraphPermissions.Recommendations.Name}, which is optional");
    }
}
