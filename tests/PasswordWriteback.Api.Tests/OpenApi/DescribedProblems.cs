using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.OpenApi;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Api.Tenants;

namespace PasswordWriteback.Api.Tests.OpenApi;

/// <summary>The problems of an endpoint by status: those it declares, and those that its roles, parameters and body bring with them.</summary>
internal static class DescribedProblems
{
    public static void Add(JsonObject operation, RouteEndpoint endpoint)
    {
        var responses = operation["responses"]!.AsObject();
        foreach (var problems in Of(operation, endpoint).GroupBy(problem => problem.Status).OrderBy(problems => problems.Key))
        {
            responses.TryAdd($"{problems.Key}", Response(string.Join(", ", problems.Select(problem => problem.Code).Distinct())));
        }

        responses["default"] = Response("Any other problem, such as too-many-requests or store-unavailable; docs/problems has them all.");
    }

    private static IEnumerable<ProblemCode> Of(JsonObject operation, RouteEndpoint endpoint)
    {
        IEnumerable<ProblemCode> access = endpoint.Metadata.GetMetadata<EndpointAccess>()!.Roles.Count > 0
            ? [FrameProblems.TokenMissing, FrameProblems.TokenInvalid, FrameProblems.RoleMissing] : [];
        IEnumerable<ProblemCode> tenant = endpoint.RoutePattern.GetParameter(TenantId.Parameter) is not null
            ? Registers(endpoint) ? [TenantProblems.IdInvalid] : [TenantProblems.IdInvalid, TenantProblems.NotFound] : [];
        IEnumerable<ProblemCode> parameters = operation["parameters"]?.AsArray().Any(parameter => (string?)parameter!["in"] != "path") == true
            ? [FrameProblems.ParameterInvalid] : [];
        IEnumerable<ProblemCode> body = operation["requestBody"] is not null
            ?
            [
                FrameProblems.BodyInvalid, FrameProblems.FieldInvalid, FrameProblems.FieldUnknown, FrameProblems.FieldMissing, FrameProblems.FieldDuplicated,
                FrameProblems.BodyTooLarge, FrameProblems.ContentTypeUnsupported,
            ]
            : [];
        return [.. access, .. tenant, .. parameters, .. body, .. endpoint.Metadata.GetOrderedMetadata<EndpointProblems>().SelectMany(declared => declared.Codes)];
    }

    // A tenant that is not there yet is what PUT is for.
    private static bool Registers(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == "PutTenant";

    private static JsonObject Response(string description) => new()
    {
        ["description"] = description,
        ["content"] = JsonNode.Parse("""{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}"""),
    };
}
