using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.OpenApi;
using PasswordWriteback.Api.Tenants;
using PasswordWriteback.Storage.Subscriptions;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Notifications;

/// <summary>How a tenant's licences are watched, for the portal.</summary>
internal static class LicenceWatchEndpoint
{
    /// <summary>Adds it below <c>/api/tenants</c>.</summary>
    public static void Map(RouteGroupBuilder tenants) =>
        tenants.MapGet($"/{{{TenantId.Parameter}}}/licence-watch", GetAsync).RequireRole(ApiRoles.RunsRead)
            .Describe("GetLicenceWatch", "How the tenant's licences are watched: its subscription at Microsoft Graph, the last look, and what is wrong with either.")
            .MayAnswer(TenantProblems.Pending);

    private static async Task<Ok<LicenceWatchView>> GetAsync(
        Caller caller, TenantId tenantId, TenantStore tenants, SubscriptionStore subscriptions, LicenceWatchStore watches, CancellationToken cancellationToken)
    {
        await tenants.GetConsentedAsync(caller, tenantId, cancellationToken).ConfigureAwait(false);
        var subscription = await subscriptions.FindAsync(caller.Scope, tenantId.Value, cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(LicenceWatchView.Of(
            subscription,
            await watches.FindAsync(caller.Scope, tenantId.Value, cancellationToken).ConfigureAwait(false) ?? throw new Problems.ApiProblemException(TenantLookup.NotFound(tenantId.Value))));
    }
}
