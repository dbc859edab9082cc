using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PasswordWriteback.Simulation.Tenant.Server;

/// <summary>
/// <c>POST /$batch</c> (learn.microsoft.com/graph/json-batching): at most 20 requests, each answered, refused and throttled by itself,
/// in any order; the envelope is 200 when it could be read.
/// </summary>
/// <param name="inner">Answers one request.</param>
internal sealed class GraphBatchEndpoint(RequestDelegate inner)
{
    /// <summary>Marks the requests inside a batch.</summary>
    public const string IsInner = "in-batch";

    private const int Max = 20;

    public async Task<IResult> AnswerAsync(HttpContext http, bool signedIn)
    {
        if (!signedIn)
        {
            return GraphError.Unauthorized();
        }

        JsonNode? envelope;
        try
        {
            envelope = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return GraphError.BadRequest("Invalid batch payload format.");
        }

        if ((envelope as JsonObject)?["requests"] is not JsonArray requests || !requests.All(request => request is JsonObject))
        {
            return GraphError.BadRequest("Invalid batch payload format.");
        }

        if (requests.Count > Max)
        {
            return GraphError.TooManyInBatch();
        }

        var responses = new JsonArray();
        // Graph does not keep the order.
        foreach (var request in requests.Reverse())
        {
            responses.Add(await OneAsync(http, request!.AsObject()).ConfigureAwait(false));
        }

        return Results.Json(new JsonObject { ["responses"] = responses });
    }

    private async Task<JsonNode> OneAsync(HttpContext outer, JsonObject request)
    {
        var address = new Uri(new Uri("https://graph/"), $"/v1.0/{((string?)request["url"])?.TrimStart('/')}");
        using var answer = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = outer.RequestServices, RequestAborted = outer.RequestAborted };
        http.Items[IsInner] = true;
        http.Request.Method = (string?)request["method"] ?? "GET";
        (http.Request.Scheme, http.Request.Host) = (outer.Request.Scheme, outer.Request.Host);
        http.Request.Path = Uri.UnescapeDataString(address.AbsolutePath);
        http.Request.QueryString = new QueryString(address.Query);
        http.Request.Headers.Authorization = outer.Request.Headers.Authorization;
        foreach (var header in request["headers"]?.AsObject() ?? [])
        {
            http.Request.Headers[header.Key] = (string?)header.Value;
        }

        if (request["body"] is { } body)
        {
            var content = Encoding.UTF8.GetBytes(body.ToJsonString());
            (http.Request.Body, http.Request.ContentLength) = (new MemoryStream(content), content.Length);
        }

        http.Response.Body = answer;
        await inner(http).ConfigureAwait(false);
        return new JsonObject
        {
            ["id"] = (string?)request["id"],
            ["status"] = http.Response.StatusCode,
            ["headers"] = new JsonObject(http.Response.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value.ToString()))),
            ["body"] = answer.Length > 0 ? JsonNode.Parse(answer.ToArray()) : null,
        };
    }
}
