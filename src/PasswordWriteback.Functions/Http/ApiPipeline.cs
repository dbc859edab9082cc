using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api;

namespace PasswordWriteback.Functions.Http;

/// <summary>The API's own middleware and endpoints, behind the one route that the Functions host knows.</summary>
/// <param name="services">The worker's services.</param>
public sealed class ApiPipeline(IServiceProvider services)
{
    private readonly RequestDelegate _pipeline = Build(services);

    /// <summary>Answers a request.</summary>
    public Task RunAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        // The function's own endpoint was found before; with one, routing looks for no other.
        context.SetEndpoint(null);
        context.Request.RouteValues = [];
        return _pipeline(context);
    }

    private static RequestDelegate Build(IServiceProvider services)
    {
        var app = new ApplicationBuilder(services);
        app.UsePasswordWritebackApi();
        app.UseEndpoints(endpoints => endpoints.MapPasswordWritebackApi());
        return app.Build();
    }
}
