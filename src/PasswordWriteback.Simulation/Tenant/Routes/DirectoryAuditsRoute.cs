using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.OData;
using PasswordWriteback.Simulation.Tenant.Server;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary><c>/auditLogs/directoryAudits</c>, newest first.</summary>
internal sealed class DirectoryAuditsRoute : IGraphRoute
{
    private const int MaxPage = 1000;

    public string Path => "/auditLogs/directoryAudits";

    public IReadOnlyCollection<string> Permissions => ["AuditLog.Read.All", "Directory.Read.All"];

    public int ResourceUnits => 0;

    public bool IsReport => true;

    public IResult Answer(GraphRequest request)
    {
        var (matches, _) = ODataFilter.Parse(request.Query("$filter"));
        var top = int.TryParse(request.Query("$top"), CultureInfo.InvariantCulture, out var wanted) ? wanted : MaxPage;
        return request.Collection("auditLogs/directoryAudits", request.State.Audits
            .OrderByDescending(audit => audit.At)
            .Select(audit => Entity(audit))
            .Where(matches)
            .Take(Math.Clamp(top, 1, MaxPage)));
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
