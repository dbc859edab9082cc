using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.OpenApi;
using PasswordWriteback.Api.Requests;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tenants;

/// <summary>Tenants: register, change, list, erase.</summary>
internal static class TenantEndpoints
{
    private const string Path = $"/{{{TenantId.Parameter}}}";
    private const string Version = "The record's version, for If-Match.";

    /// <summary>Adds them below <c>/api/tenants</c>.</summary>
    public static void Map(RouteGroupBuilder tenants)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        tenants.MapGet("", ListAsync).RequireRole(ApiRoles.RunsRead)
            .Describe("ListTenants", "Lists the caller's tenants; with Tenants.All, everybody's.");
        tenants.MapGet(Path, GetAsync).RequireRole(ApiRoles.RunsRead)
            .Describe("GetTenant", "Shows a tenant.")
            .Says(StatusCodes.Status200OK, HeaderNames.ETag, Version);
        tenants.MapPut(Path, PutAsync).RequireRole(ApiRoles.TenantsManage)
            .Describe("PutTenant", "Registers a tenant, or changes its record.")
            .Reads(HeaderNames.IfMatch, "The ETag of the version to change, or * for any: 412 otherwise, and nothing is changed.")
            .Reads(HeaderNames.IfNoneMatch, "*: registers only; 412 when the tenant is registered already.")
            .Says(StatusCodes.Status200OK, HeaderNames.ETag, Version)
            .Says(StatusCodes.Status201Created, HeaderNames.ETag, Version)
            .Says(StatusCodes.Status201Created, HeaderNames.Location, "Path of the tenant.")
            .MayAnswer(TenantProblems.Deleting, TenantProblems.VersionConflict);
        tenants.MapDelete(Path, DeleteAsync).RequireRole(ApiRoles.TenantsManage)
            .Describe("DeleteTenant", "Cancels its runs, revokes its relays, then erases it; gone once GET answers 404.")
            .Says(StatusCodes.Status202Accepted, HeaderNames.Location, "Path of the tenant.")
            .Says(StatusCodes.Status202Accepted, HeaderNames.RetryAfter, "Seconds after which looking is worth it.");
    }

    private static async Task<Ok<TenantListView>> ListAsync(
        Caller caller,
        TenantStore tenants,
        string? state,
        string? verdict,
        string? name,
        string? sort,
        bool? descending,
        int? pageSize,
        string? pageToken,
        CancellationToken cancellationToken)
    {
        var query = new TenantQuery(
            QueryValues.Named<TenantState>(state, nameof(state)),
            QueryValues.Named<Verdict>(verdict, nameof(verdict)),
            QueryValues.Text(name, nameof(name), TenantRegistration.MaxNameLength),
            QueryValues.Named<TenantSort>(sort, nameof(sort)) ?? TenantSort.Name,
            descending ?? false,
            QueryValues.PageSize(pageSize),
            pageToken);
        var page = await tenants.ListAsync(caller.Scope, query, cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(new TenantListView([.. page.Items.Select(TenantView.Of)], page.Total, page.NextPageToken));
    }

    private static async Task<Ok<TenantView>> GetAsync(
        Caller caller, TenantId tenantId, TenantStore tenants, HttpResponse response, CancellationToken cancellationToken) =>
        TypedResults.Ok(Show(await tenants.GetAsync(caller, tenantId, cancellationToken).ConfigureAwait(false), response));

    private static async Task<Results<Created<TenantView>, Ok<TenantView>>> PutAsync(
        Caller caller,
        TenantId tenantId,
        JsonBody<TenantBody> body,
        TenantStore tenants,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var registration = TenantRules.Read(tenantId.Value, body.Value);
        var condition = TenantVersion.Of(http.Request.Headers);
        var known = await tenants.FindAsync(caller.Scope, tenantId.Value, cancellationToken).ConfigureAwait(false);
        if (known is not null && condition.MustNotExist)
        {
            throw TenantVersion.Conflict("The tenant is registered already; nothing was changed.", HeaderNames.IfNoneMatch);
        }

        if (known is null && (condition.MustExist || condition.Version is not null))
        {
            throw TenantVersion.Conflict("The tenant is not registered; nothing was stored.", HeaderNames.IfMatch);
        }

        try
        {
            // A caller who sees every owner's tenants changes the record that he sees, and leaves it its owner.
            var (record, created) = await tenants.PutAsync(
                known?.Owner ?? caller.Owner, registration, condition.Version, caller.Subject, cancellationToken).ConfigureAwait(false);
            var view = Show(record, http.Response);
            return created ? TypedResults.Created(PathOf(record), view) : TypedResults.Ok(view);
        }
        catch (ConcurrencyException conflict)
        {
            throw TenantVersion.Conflict(conflict.Message, HeaderNames.IfMatch);
        }
        catch (TenantDeletingException)
        {
            throw new Problems.ApiProblemException(TenantLookup.Deleting(tenantId.Value));
        }
    }

    private static async Task<Accepted<TenantView>> DeleteAsync(
        Caller caller, TenantId tenantId, TenantStore tenants, HttpResponse response, CancellationToken cancellationToken)
    {
        var record = await tenants.BeginDeleteAsync(caller.Scope, tenantId.Value, caller.Subject, cancellationToken).ConfigureAwait(false)
            ?? throw new Problems.ApiProblemException(TenantLookup.NotFound(tenantId.Value));
        response.Headers.RetryAfter = "10";
        return TypedResults.Accepted(PathOf(record), Show(record, response));
    }

    private static TenantView Show(TenantRecord tenant, HttpResponse response)
    {
        response.Headers.ETag = TenantVersion.ETag(tenant.Version);
        return TenantView.Of(tenant);
    }

    private static string PathOf(TenantRecord tenant) => $"/api/tenants/{tenant.TenantId}";
}
