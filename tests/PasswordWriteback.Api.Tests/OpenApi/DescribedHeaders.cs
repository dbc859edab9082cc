using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.OpenApi;

namespace PasswordWriteback.Api.Tests.OpenApi;

/// <summary>The headers that an endpoint declares, as openapi.json writes them.</summary>
internal static class DescribedHeaders
{
    public static void Add(JsonObject operation, RouteEndpoint endpoint)
    {
        foreach (var header in endpoint.Metadata.GetOrderedMetadata<RequestHeader>())
        {
            var parameters = operation["parameters"]?.AsArray() ?? [];
            operation["parameters"] = parameters;
            parameters.Add(new JsonObject
            {
                ["name"] = header.Name, ["in"] = "header", ["description"] = header.Description, ["schema"] = Text(),
            });
        }

        foreach (var header in endpoint.Metadata.GetOrderedMetadata<ResponseHeader>())
        {
            var response = operation["responses"]![$"{header.Status}"]!.AsObject();
            var headers = response["headers"]?.AsObject() ?? [];
            response["headers"] = headers;
            headers[header.Name] = new JsonObject { ["description"] = header.Description, ["schema"] = Text() };
        }
    }

    private static JsonObject Text() => new() { ["type"] = "string" };
}
