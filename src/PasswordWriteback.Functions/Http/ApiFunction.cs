using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using PasswordWriteback.Functions.Durable;

namespace PasswordWriteback.Functions.Http;

/// <summary>
/// The HTTP API, under the same addresses as in the local host. Anonymous to the Functions host: a function key is one secret for
/// all callers, so the API judges each caller by its own Entra token, and a relay by the proof of its key.
/// </summary>
public sealed class ApiFunction(RequestDelegate api, DurableRunEngine engine)
{
    /// <summary>Answers a request, within the API's own deadline of 30 s; Azure's load balancer would wait for 230 s.</summary>
    [Function("Api")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        engine.Use(client);
        await api(request.HttpContext).ConfigureAwait(false);
        return Results.Empty;
    }
}
