using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.Server;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary><c>/directory/onPremisesSynchronization</c>: delegated permissions only, so an app by itself is always refused.</summary>
internal sealed class OnPremisesSynchronizationRoute : IGraphRoute
{
    public string Path => "/directory/onPremisesSynchronization";

    public IReadOnlyCollection<string> Permissions => [];

    public IReadOnlyCollection<string> DelegatedPermissions =>
        ["OnPremDirectorySynchronization.Read.All", "OnPremDirectorySynchronization.ReadWrite.All"];

    public IResult Answer(GraphRequest request) => request.Collection("directory/onPremisesSynchronization", [new JsonObject
    {
        ["id"] = request.State.TenantId.ToString(),
        ["configuration"] = new JsonObject
        {
            ["accidentalDeletionPrevention"] = new JsonObject { ["synchronizationPreventionType"] = "enabledForCount", ["alertThreshold"] = 500 },
        },
        ["features"] = new JsonObject
        {
            ["passwordSyncEnabled"] = true,
            ["passwordWritebackEnabled"] = request.State.WritebackFeatureFlag,
            ["blockSoftMatchEnabled"] = false,
            ["synchronizeUpnForManagedUsersEnabled"] = true,
        },
    }]);
}

/// <summary><c>PATCH /directory/onPremisesSynchronization/{id}</c>: 204, delegated only.</summary>
internal sealed class SetOnPremisesSynchronizationRoute : IGraphRoute
{
    public string Method => HttpMethods.Patch;

    public string Path => "/directory/onPremisesSynchronization/{id}";

    public IReadOnlyCollection<string> Permissions => [];

    public IReadOnlyCollection<string> DelegatedPermissions => ["OnPremDirectorySynchronization.ReadWrite.All"];

    public IResult Answer(GraphRequest request)
    {
        if (request.Values["id"] != request.State.TenantId.ToString())
        {
            return GraphError.NotSynchronized();
        }

        if (request.Body?["features"]?["passwordWritebackEnabled"] is not { } wanted || wanted.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
        {
            return GraphError.BadRequest("The simulated tenant changes passwordWritebackEnabled only.");
        }

        request.Change(state => state with { WritebackFeatureFlag = (bool)wanted });
        return Results.NoContent();
    }
}
