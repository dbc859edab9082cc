using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.OpenApi;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Api.Requests;
using PasswordWriteback.Api.Tenants;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Consent;

/// <summary>Consent of a tenant's administrator.</summary>
internal static class ConsentEndpoints
{
    /// <summary>Adds the link below <c>/api/tenants</c>.</summary>
    public static void Map(RouteGroupBuilder tenants)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        tenants.MapGet($"/{{{TenantId.Parameter}}}/consent-link", LinkAsync).RequireRole(ApiRoles.TenantsManage)
            .Describe("GetConsentLink", "A link that lets an administrator of the tenant consent; it counts once.")
            .MayAnswer(TenantProblems.Deleting, ConsentProblems.NotConfigured);
    }

    /// <summary>Adds the page that the sign-in service sends browsers back to. The link's secret and the id token prove the caller.</summary>
    public static void MapReturn(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(ConsentAddresses.ReturnPath, ConsentedAsync).Anonymous().WithAnyQuery()
            .Describe("ReturnFromConsent", "Where the sign-in service sends the administrator's browser after consent.");
        endpoints.MapPost(ConsentAddresses.ReturnPath, SignedInAsync).Anonymous().WithStrangersBody()
            .Describe("ReturnFromSignIn", "Where the sign-in service posts the administrator's id token.");
    }

    private static async Task<Ok<ConsentLinkView>> LinkAsync(
        Caller caller, TenantId tenantId, TenantStore tenants, ConsentLinks links, HttpRequest request, CancellationToken cancellationToken)
    {
        var tenant = await tenants.GetAsync(caller, tenantId, cancellationToken).ConfigureAwait(false);
        return tenant.State == TenantState.Deleting
            ? throw new ApiProblemException(TenantLookup.Deleting(tenantId.Value))
            : TypedResults.Ok(await links.CreateAsync(tenant, request, cancellationToken).ConfigureAwait(false));
    }

    private static Task<IResult> ConsentedAsync(HttpRequest request, ConsentVisits visits, CancellationToken cancellationToken) =>
        visits.ConsentedAsync(request, cancellationToken);

    private static Task<IResult> SignedInAsync(HttpRequest request, ConsentVisits visits, CancellationToken cancellationToken) =>
        visits.SignedInAsync(request, cancellationToken);
}
