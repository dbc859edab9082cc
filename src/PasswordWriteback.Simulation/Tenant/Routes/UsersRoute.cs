using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.Server;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary><c>/users</c>.</summary>
internal sealed class UsersRoute : IGraphRoute
{
    public string Path => "/users";

    public IReadOnlyCollection<string> Permissions => [.. UserEntity.Permissions, "User.ReadBasic.All"];

    public int ResourceUnits => 2;

    public IResult Answer(GraphRequest request) => UserQuery.Answer(request, "users", request.State.Users);
}
