using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.OpenApi;
using PasswordWriteback.Api.Requests;
using PasswordWriteback.Api.Tenants;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Drift;

/// <summary>A page of a tenant's drift, the newest line first.</summary>
/// <param name="Items">The lines.</param>
/// <param name="NextPageToken">The <c>pageToken</c> of the next page; missing when this is the last.</param>
public sealed record DriftListView(IReadOnlyList<DriftEntry> Items, string? NextPageToken);

/// <summary>The JSON of drift.</summary>
[JsonSerializable(typeof(DriftListView))]
internal sealed partial class DriftJson : JsonSerializerContext;

/// <summary>How a tenant differed from what it was, run by run.</summary>
internal static class DriftEndpoints
{
    /// <summary>Adds them below <c>/api/tenants</c>.</summary>
    public static void Map(RouteGroupBuilder tenants)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        tenants.MapGet($"/{{{TenantId.Parameter}}}/drift", ListAsync).RequireRole(ApiRoles.RunsRead)
            .Describe("ListDrift", "Lists how a tenant differed from what it was, the newest line first.")
            .MayAnswer(TenantProblems.Pending);
    }

    private static async Task<Ok<DriftListView>> ListAsync(
        Caller caller, TenantId tenantId, DriftStore drift, TenantStore tenants, int? pageSize, string? pageToken, CancellationToken cancellationToken)
    {
        await tenants.GetConsentedAsync(caller, tenantId, cancellationToken).ConfigureAwait(false);
        var page = await drift.ListAsync(
            caller.Scope, tenantId.Value, new DriftQuery(QueryValues.PageSize(pageSize), pageToken), cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(new DriftListView(page.Items, page.NextPageToken));
    }
}
