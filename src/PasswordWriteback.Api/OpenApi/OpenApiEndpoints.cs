using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Authorization;

namespace PasswordWriteback.Api.OpenApi;

/// <summary>Serves the committed description of the API.</summary>
internal static class OpenApiEndpoints
{
    /// <summary>Adds it at <c>/openapi.json</c>.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/openapi.json", () => TypedResults.Stream(Open(), "application/json")).Anonymous().ExcludeFromDescription();

    /// <summary>The description as it is built in.</summary>
    public static Stream Open() => Assembly.GetExecutingAssembly().GetManifestResourceStream("openapi.json")
        ?? throw new InvalidOperationException("openapi.json is not built in.");
}
