using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Api.Requests;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.OpenApi;

/// <summary>Describes the API from its endpoints: Microsoft.AspNetCore.OpenApi, and what it does not see (roles, path parameters read by types, problems).</summary>
internal static class ApiDescription
{
    public static string CommittedPath => Path.Combine(Repository.Root, "src", "PasswordWriteback.Api", "openapi.json");

    private static JsonSerializerOptions Indented { get; } = new(ApiJson.Options) { WriteIndented = true };

    public static async Task<string> GenerateAsync(CancellationToken cancellationToken)
    {
        await using var host = await ApiHost.StartAsync(new ApiHostOptions
        {
            // The generator also asks about types of parameters, which the API itself never writes as JSON.
            Services = services => services
                .AddOpenApi("v1", options =>
                    options.ShouldInclude = description => description.RelativePath?.StartsWith("test-", StringComparison.Ordinal) != true)
                .PostConfigure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolver =
                    JsonTypeInfoResolver.Combine(ApiJson.Options.TypeInfoResolver, new DefaultJsonTypeInfoResolver())),
            Endpoints = endpoints => endpoints.MapOpenApi("/test-openapi/{documentName}.json").Anonymous().WithAnyQuery(),
        });
        using var answer = await host.Anonymous().GetAsync("/test-openapi/v1.json", cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, host.Log.All);
        var document = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!.AsObject();
        document.Remove("servers");
        document["info"] = new JsonObject { ["title"] = "Password Writeback", ["version"] = "v1" };
        var components = document["components"]?.AsObject() ?? [];
        document["components"] = components;
        var schemas = components["schemas"]?.AsObject() ?? [];
        components["schemas"] = schemas;
        schemas["Problem"] = ApiJson.Options.GetJsonSchemaAsNode(typeof(ProblemBody), new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        components["securitySchemes"] = JsonNode.Parse("""{"bearer":{"type":"http","scheme":"bearer","bearerFormat":"JWT"}}""");
        foreach (var endpoint in host.Endpoints.OfType<RouteEndpoint>())
        {
            Complete(document, endpoint);
        }

        return document.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>Path and methods of an endpoint as the description writes them.</summary>
    public static (string Path, IReadOnlyList<string> Methods) Route(RouteEndpoint endpoint) => (
        "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(Part)))),
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(method => method.ToLowerInvariant()).ToList() ?? []);

    // Without the constraints of parameters, which the description does not write.
    private static string Part(RoutePatternPart part) => part switch
    {
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        RoutePatternLiteralPart literal => literal.Content,
        _ => ((RoutePatternSeparatorPart)part).Content,
    };

    private static void Complete(JsonObject document, RouteEndpoint endpoint)
    {
        var (path, methods) = Route(endpoint);
        foreach (var operation in methods.Select(method => document["paths"]?[path]?[method]?.AsObject()).OfType<JsonObject>())
        {
            AddPathParameters(operation, endpoint);
            AddAccess(operation, endpoint.Metadata.GetMetadata<EndpointAccess>()!.Roles);
            if (operation["requestBody"] is not null)
            {
                operation["x-max-body-bytes"] = endpoint.Metadata.GetMetadata<MaxBody>()?.Bytes ?? new ApiOptions().MaxBodyBytes;
            }

            DescribedHeaders.Add(operation, endpoint);
            DescribedProblems.Add(operation, endpoint);
        }
    }

    private static void AddAccess(JsonObject operation, IReadOnlyList<string> roles)
    {
        operation["x-roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]);
        operation["security"] = roles.Count > 0 ? JsonNode.Parse("""[{"bearer":[]}]""") : new JsonArray();
    }

    private static void AddPathParameters(JsonObject operation, RouteEndpoint endpoint)
    {
        var parameters = operation["parameters"]?.AsArray() ?? [];
        operation["parameters"] = parameters;
        foreach (var name in endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name))
        {
            if (!parameters.Any(known => (string?)known!["name"] == name && (string?)known["in"] == "path"))
            {
                var schema = new JsonObject { ["type"] = "string" };
                if (name == "tenantId")
                {
                    schema["format"] = "uuid";
                }

                parameters.Insert(0, new JsonObject { ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = schema });
            }
        }

        if (parameters.Count == 0)
        {
            operation.Remove("parameters");
        }
    }
}
