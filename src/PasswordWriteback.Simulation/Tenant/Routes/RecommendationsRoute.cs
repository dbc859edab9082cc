using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.OData;
using PasswordWriteback.Simulation.Tenant.Server;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary><c>/directory/recommendations</c> (beta): the one about password reset, if the tenant has it.</summary>
internal sealed class RecommendationsRoute : IGraphRoute
{
    private static readonly HashSet<string> Filterable = new(StringComparer.Ordinal) { "id", "recommendationType", "status", "priority" };

    public string Version => "beta";

    public string Path => "/directory/recommendations";

    public IReadOnlyCollection<string> Permissions => ["DirectoryRecommendations.Read.All", "DirectoryRecommendations.ReadWrite.All"];

    public IResult Answer(GraphRequest request)
    {
        var (matches, properties) = ODataFilter.Parse(request.Query("$filter"));
        if (properties.FirstOrDefault(property => !Filterable.Contains(property)) is { } property)
        {
            return GraphError.BadRequest($"The property '{property}' cannot be used in $filter.");
        }

        JsonObject[] rows = request.State.Recommendation is { } status
            ?
            [
                new JsonObject
                {
                    ["id"] = $"{request.State.TenantId}_Microsoft.Identity.IAM.Insights.SelfServicePasswordReset",
                    ["recommendationType"] = "selfServicePasswordReset",
                    ["displayName"] = "Enable self-service password reset",
                    ["status"] = status,
                    ["priority"] = "medium",
                    ["lastModifiedDateTime"] = request.State.Report.MadeAt.UtcDateTime.ToString("O"),
                },
            ]
            : [];
        return request.Collection("directory/recommendations", rows.Where(matches));
    }
}
