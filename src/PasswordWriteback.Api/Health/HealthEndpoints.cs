using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Authorization;

namespace PasswordWriteback.Api.Health;

/// <summary>Whether the host lives, and whether it can do its work.</summary>
internal static class HealthEndpoints
{
    /// <summary>Adds them at <c>/health</c>.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => TypedResults.NoContent()).Anonymous();
    }
}
