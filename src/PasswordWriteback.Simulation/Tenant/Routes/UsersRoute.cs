using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.OData;
using PasswordWriteback.Simulation.Tenant.Server;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary>
/// <c>/users</c>. A filter by a property of the advanced index needs <c>ConsistencyLevel: eventual</c> and <c>$count=true</c>.
/// </summary>
internal sealed class UsersRoute : IGraphRoute
{
    private const int PageSize = 100;

    public string Path => "/users";

    public IReadOnlyCollection<string> Permissions => [.. UserEntity.Permissions, "User.ReadBasic.All"];

    public IResult Answer(GraphRequest request)
    {
        var (matches, properties) = ODataFilter.Parse(request.Query("$filter"));
        if (properties.Overlaps(UserEntity.AdvancedOnly) && !(request.IsEventual && request.Query("$count") == "true"))
        {
            return GraphError.UnsupportedQuery("Unsupported or invalid query filter clause specified for property 'assignedPlans' of resource 'User'.");
        }

        var users = request.State.Users.Select(user => UserEntity.Of(user, request.State)).Where(matches);
        return request.Collection("users", users.Take(PageSize));
    }
}
