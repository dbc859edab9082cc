using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.Server;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary><c>/groups/{id}/transitiveMembers/graph.user</c> for the one group of the tenant: those that may reset when the scope is Selected.</summary>
internal sealed class GroupMembersRoute : IGraphRoute
{
    public string Path => "/groups/{id}/transitiveMembers/graph.user";

    public IReadOnlyCollection<string> Permissions =>
        ["GroupMember.Read.All", "Group.Read.All", "Directory.Read.All", "GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All"];

    public int ResourceUnits => 2;

    public IResult Answer(GraphRequest request) =>
        Guid.TryParse(request.Values["id"], out var id) && id == request.State.ResetGroup
            ? UserQuery.Answer(request, "users", request.State.Users.Where(user => user.InResetGroup))
            : GraphError.NotFound();
}
