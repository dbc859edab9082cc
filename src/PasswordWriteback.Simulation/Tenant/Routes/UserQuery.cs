using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.OData;
using PasswordWriteback.Simulation.Tenant.Server;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary>
/// A list of users under the rules of advanced queries (learn.microsoft.com/graph/aad-advanced-queries): a filter by a property of the
/// advanced index needs <c>ConsistencyLevel: eventual</c> and <c>$count=true</c>; without the header <c>$count=true</c> is ignored.
/// </summary>
internal static class UserQuery
{
    private const int DefaultPage = 100;
    private const int MaxPage = 999;

    public static IResult Answer(GraphRequest request, string entitySet, IEnumerable<SimulatedUser> users)
    {
        var (matches, properties) = Filter(request);
        var counts = request.IsEventual && request.Query("$count") == "true";
        if (properties.FirstOrDefault(UserEntity.AdvancedOnly.Contains) is { } property && !counts)
        {
            return GraphError.UnsupportedQuery($"Unsupported or invalid query filter clause specified for property '{property}' of resource 'User'.");
        }

        var page = DefaultPage;
        if (request.Query("$top") is { } top
            && (!int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out page) || page is < 1 or > MaxPage))
        {
            return GraphError.BadRequest($"Invalid page size specified: '{top}'. Must be between 1 and 999 inclusive.");
        }

        var found = users.Select(user => UserEntity.Of(user, request.State)).Where(matches).ToList();
        var count = counts ? found.Count + Crowd(request, matches) : (int?)null;
        return request.Collection(entitySet, found.Take(page), count: count);
    }

    /// <summary>The filter of a query for users.</summary>
    /// <exception cref="FormatException">It is not understood, or users have no such property.</exception>
    public static (Func<JsonObject, bool> Matches, IReadOnlySet<string> Properties) Filter(GraphRequest request)
    {
        var (matches, properties) = ODataFilter.Parse(request.Query("$filter"));
        return properties.FirstOrDefault(name => !UserEntity.Filterable.Contains(name)) is { } unknown
            ? throw new FormatException($"Invalid filter clause: Could not find a property named '{unknown}' on type 'microsoft.graph.user'.")
            : (matches, properties);
    }

    /// <summary>The users of a large tenant that differ in nothing that can be asked here: one stands for many.</summary>
    public static int Crowd(GraphRequest request, Func<JsonObject, bool> matches) =>
        request.State.Crowd is { } crowd && matches(UserEntity.Of(crowd.Like, request.State)) ? crowd.Count : 0;
}
