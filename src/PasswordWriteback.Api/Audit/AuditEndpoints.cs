using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.OpenApi;
using PasswordWriteback.Api.Requests;
using PasswordWriteback.Api.Tenants;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Audit;

/// <summary>A line of a tenant's audit.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">Who: a caller's subject, the object id of the administrator who consented, the name of the one who wrote on a relay's server, <c>schedule</c>, <c>erasure</c>, or a relay.</param>
/// <param name="Action">What.</param>
/// <param name="Note">One sentence.</param>
/// <param name="RunId">The run it belongs to; missing when none.</param>
public sealed record AuditLineView(DateTimeOffset At, string Actor, AuditAction Action, string Note, string? RunId);

/// <summary>A page of a tenant's audit, the newest line first.</summary>
/// <param name="Items">The lines.</param>
/// <param name="NextPageToken">The <c>pageToken</c> of the next page; missing when this is the last.</param>
public sealed record AuditListView(IReadOnlyList<AuditLineView> Items, string? NextPageToken);

/// <summary>The JSON of the audit.</summary>
[JsonSerializable(typeof(AuditListView))]
internal sealed partial class AuditJson : JsonSerializerContext;

/// <summary>The audit of a tenant. Readable while it is pending, and by its owner when it is gone.</summary>
internal static class AuditEndpoints
{
    /// <summary>Adds them below <c>/api/tenants</c>.</summary>
    public static void Map(RouteGroupBuilder tenants)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        tenants.MapGet($"/{{{TenantId.Parameter}}}/audit", ListAsync).RequireRole(ApiRoles.RunsRead)
            .Describe("ListAudit", "Lists a tenant's audit, the newest line first; also when the tenant is gone.");
    }

    private static async Task<Ok<AuditListView>> ListAsync(
        Caller caller, TenantId tenantId, AuditLog audit, TenantStore tenants, int? pageSize, string? pageToken, CancellationToken cancellationToken)
    {
        var page = await audit.ListAsync(
            caller.Scope, tenantId.Value, new AuditQuery(QueryValues.PageSize(pageSize), pageToken), cancellationToken).ConfigureAwait(false);
        if (page.Items.Count == 0)
        {
            await tenants.GetAsync(caller, tenantId, cancellationToken).ConfigureAwait(false);
        }

        return TypedResults.Ok(new AuditListView(
            [.. page.Items.Select(line => new AuditLineView(line.At, line.Actor, line.Action, line.Note, line.RunId))], page.NextPageToken));
    }
}
