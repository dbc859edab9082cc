using System.Globalization;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.Server;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary><c>/users/$count</c>: a number as plain text, only with <c>ConsistencyLevel: eventual</c>.</summary>
internal sealed class UserCountRoute : IGraphRoute
{
    public string Path => "/users/$count";

    public IReadOnlyCollection<string> Permissions => UserEntity.Permissions;

    public int ResourceUnits => 2;

    public IResult Answer(GraphRequest request)
    {
        if (!request.IsEventual)
        {
            return GraphError.BadRequest("$count is not currently supported.");
        }

        var (matches, _) = UserQuery.Filter(request);
        var count = request.State.Users.Count(user => matches(UserEntity.Of(user, request.State))) + UserQuery.Crowd(request, matches);
        return Results.Text(count.ToString(CultureInfo.InvariantCulture), "text/plain");
    }
}
