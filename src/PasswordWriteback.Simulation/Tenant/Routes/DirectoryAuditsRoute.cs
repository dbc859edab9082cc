using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.OData;
using PasswordWriteback.Simulation.Tenant.Server;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary>
/// <c>/auditLogs/directoryAudits</c>, newest first, paged. Filterable are the properties of which Graph's page of the type says so
/// (learn.microsoft.com/graph/api/resources/directoryaudit); <c>result</c> is none of them.
/// </summary>
internal sealed class DirectoryAuditsRoute : IGraphRoute
{
    private const int MaxPage = 1000;

    private static readonly HashSet<string> Filterable = new(StringComparer.Ordinal)
    {
        "activityDateTime", "activityDisplayName", "correlationId", "id", "initiatedBy", "loggedByService", "targetResources",
    };

    public string Path => "/auditLogs/directoryAudits";

    public IReadOnlyCollection<string> Permissions => ["AuditLog.Read.All", "Directory.Read.All"];

    public int ResourceUnits => 0;

    public bool IsReport => true;

    public IResult Answer(GraphRequest request)
    {
        var filter = request.Query("$filter");
        var (matches, properties) = ODataFilter.Parse(filter);
        if (properties.FirstOrDefault(property => !Filterable.Contains(property)) is { } property)
        {
            return GraphError.BadRequest($"The property '{property}' cannot be used in $filter.");
        }

        var page = Math.Clamp(int.TryParse(request.Query("$top"), CultureInfo.InvariantCulture, out var wanted) ? wanted : MaxPage, 1, MaxPage);
        var skip = int.TryParse(request.Query("$skiptoken"), CultureInfo.InvariantCulture, out var token) ? token : 0;
        var found = request.State.Audits.OrderByDescending(audit => audit.At).Select(Entity).Where(matches).Skip(skip).ToList();
        return request.Collection(
            "auditLogs/directoryAudits",
            found.Take(page),
            found.Count > page ? $"{request.Root}{Path}?$filter={Uri.EscapeDataString(filter ?? "")}&$top={page}&$skiptoken={skip + page}" : null);
    }

    private static JsonObject Entity(SimulatedAudit audit) => new()
    {
        ["id"] = $"SSPR_{audit.Id}",
        ["category"] = "UserManagement",
        ["correlationId"] = audit.Id.ToString(),
        ["result"] = audit.Succeeded ? "success" : "failure",
        ["resultReason"] = audit.Reason,
        ["activityDisplayName"] = audit.Activity,
        ["activityDateTime"] = audit.At.UtcDateTime.ToString("O"),
        ["loggedByService"] = "Self-service Password Management",
        ["operationType"] = "Update",
        ["initiatedBy"] = new JsonObject
        {
            ["app"] = null,
            ["user"] = new JsonObject { ["id"] = null, ["displayName"] = null, ["userPrincipalName"] = audit.InitiatedBy },
        },
        ["targetResources"] = new JsonArray(new JsonObject
        {
            ["id"] = audit.Target.Id.ToString(),
            ["displayName"] = audit.Target.DisplayName,
            ["type"] = "User",
            ["userPrincipalName"] = audit.Target.UserPrincipalName,
            ["groupType"] = null,
            ["modifiedProperties"] = new JsonArray(),
        }),
        ["additionalDetails"] = new JsonArray(),
    };
}
