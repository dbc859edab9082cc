using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.OpenApi;
using PasswordWriteback.Api.Requests;

namespace PasswordWriteback.Api.Health;

/// <summary>Whether the host lives, and whether it can do its work.</summary>
internal static class HealthEndpoints
{
    /// <summary>Adds them at <c>/health</c>.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", Live).Anonymous()
            .Describe("GetLive", "Whether the process answers.");
        endpoints.MapGet("/health/ready", ReadyAsync).Anonymous()
            .Describe("GetReady", "Whether store and engine can do their work.")
            .Produces<HealthReport>().Produces<HealthReport>(StatusCodes.Status503ServiceUnavailable);
    }

    private static NoContent Live() => TypedResults.NoContent();

    private static async Task<JsonHttpResult<HealthReport>> ReadyAsync(ReadinessCheck check, HttpContext http, CancellationToken cancellationToken)
    {
        var report = await check.RunAsync(cancellationToken).ConfigureAwait(false);
        if (Stranger.Asks(http))
        {
            report = report with { Parts = [.. report.Parts.Select(part => part.Ready ? part : part with { Trouble = "The log of the server says why." })] };
        }

        return TypedResults.Json(report, statusCode: report.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
