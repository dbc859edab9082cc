using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.Server;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary><c>PATCH /policies/authorizationPolicy</c>: 204. Only <c>allowedToUseSSPR</c> is served.</summary>
internal sealed class SetAuthorizationPolicyRoute : IGraphRoute
{
    public string Method => HttpMethods.Patch;

    public string Path => "/policies/authorizationPolicy";

    public IReadOnlyCollection<string> Permissions => ["Policy.ReadWrite.Authorization"];

    public IResult Answer(GraphRequest request)
    {
        if (request.Body?["allowedToUseSSPR"] is not { } wanted || wanted.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
        {
            return GraphError.BadRequest("The simulated tenant changes allowedToUseSSPR only.");
        }

        request.Change(state => state with { AdministratorsMayReset = (bool)wanted });
        return Results.NoContent();
    }
}
