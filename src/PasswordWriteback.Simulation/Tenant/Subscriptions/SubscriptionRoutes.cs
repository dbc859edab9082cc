using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.Routes;
using PasswordWriteback.Simulation.Tenant.Server;

namespace PasswordWriteback.Simulation.Tenant.Subscriptions;

/// <summary><c>/subscriptions</c>, for apps that may read users.</summary>
internal sealed class SubscriptionRoutes(GraphServer graph, SimulatedSubscriptions subscriptions)
{
    private const string Path = "/v1.0/subscriptions";

    public void Map(WebApplication app)
    {
        app.MapGet(Path, (HttpContext http) => Answer(http, () => Results.Json(new JsonObject
        {
            ["@odata.context"] = $"{http.Request.Scheme}://{http.Request.Host}/v1.0/$metadata#subscriptions",
            ["value"] = new JsonArray([.. subscriptions.All.Select(subscription => (JsonNode)subscription.Entity())]),
        })));
        app.MapPost(Path, (Delegate)((HttpContext http) => AnswerAsync(http, body => subscriptions.CreateAsync(body, http.RequestAborted))));
        app.MapPatch($"{Path}/{{id:guid}}", (Guid id, HttpContext http) => AnswerAsync(http, body => Task.FromResult(subscriptions.Renew(id, body))));
        app.MapDelete($"{Path}/{{id:guid}}", (Guid id, HttpContext http) =>
            Answer(http, () => subscriptions.Remove(id) ? Results.NoContent() : GraphError.SubscriptionNotFound()));
    }

    private IResult Answer(HttpContext http, Func<IResult> answer) => graph.Refuse(http, UserEntity.Permissions) ?? answer();

    private async Task<IResult> AnswerAsync(HttpContext http, Func<JsonObject, Task<IResult>> answer)
    {
        if (graph.Refuse(http, UserEntity.Permissions) is { } refusal)
        {
            return refusal;
        }

        try
        {
            return await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted).ConfigureAwait(false) is JsonObject body
                ? await answer(body).ConfigureAwait(false)
                : GraphError.SubscriptionInvalid("The body is no object.");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return GraphError.SubscriptionInvalid("The body cannot be read.");
        }
    }
}
