using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Api.Audit;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.Background;
using PasswordWriteback.Api.Consent;
using PasswordWriteback.Api.Drift;
using PasswordWriteback.Api.Fleet;
using PasswordWriteback.Api.Health;
using PasswordWriteback.Api.Notifications;
using PasswordWriteback.Api.OpenApi;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Api.Requests;
using PasswordWriteback.Api.Runs;
using PasswordWriteback.Api.Tenants;
using PasswordWriteback.Api.Tenants.Erasure;

namespace PasswordWriteback.Api;

/// <summary>
/// Puts the API into a host. The host brings the rest: <c>AddStorage</c>, an <c>IRunEngine</c>, a <see cref="TimeProvider"/>.
/// </summary>
public static class PasswordWritebackApi
{
    // The library reads the switch once per process, so it is set before anything asks an issuer. Without it, metadata is read
    // behind the request that needs it, and the first token with a new key is refused.
    static PasswordWritebackApi() => AppContext.SetSwitch("Switch.Microsoft.IdentityModel.UpdateConfigAsBlocking", isEnabled: true);

    /// <summary>Adds what the API needs.</summary>
    public static IServiceCollection AddPasswordWritebackApi(this IServiceCollection services, ApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddCallerAuthentication(options);
        services.AddSingleton<ConsentLinks>();
        services.AddSingleton<ConsentVisits>();
        services.AddTenantErasure();
        services.AddRuns();
        services.AddRelays();
        services.AddCommonRounds();
        services.AddMetrics();
        services.AddSingleton<FleetWatch>();
        services.AddNotifications();
        // The server's own line for each request holds the query, and with it the secret of a consent link.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));
        services.AddRouting();
        services.AddSingleton<ReadinessCheck>();
        services.Configure<JsonOptions>(json => ApiJson.Apply(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        return services;
    }

    /// <summary>Adds the middleware, in the order in which it has to be; before the endpoints are mapped.</summary>
    public static IApplicationBuilder UsePasswordWritebackApi(this IApplicationBuilder app) => app
        .Use(async (context, next) =>
        {
            SecurityHeaders.Set(context);
            Correlation.Echo(context);
            await next(context).ConfigureAwait(false);
        })
        .UseMiddleware<RequestDeadline>()
        .UseMiddleware<ProblemMiddleware>()
        .UseMiddleware<ConcurrencyLimit>()
        .UseRouting()
        .UseMiddleware<AuthorizationMiddleware>()
        .UseMiddleware<BodyLimit>()
        .UseMiddleware<QueryNames>()
        .UseMiddleware<StrangersBodies>();

    /// <summary>Middleware and endpoints as one function, for a host that has a routing of its own before them.</summary>
    /// <param name="services">The host's services.</param>
    public static RequestDelegate BuildPasswordWritebackApi(this IServiceProvider services)
    {
        var app = new ApplicationBuilder(services);
        app.UsePasswordWritebackApi();
        app.UseEndpoints(endpoints => endpoints.MapPasswordWritebackApi());
        var api = app.Build();
        return context =>
        {
            // With an endpoint that was found before, routing looks for no other.
            context.SetEndpoint(null);
            context.Request.RouteValues = [];
            return api(context);
        };
    }

    /// <summary>Adds the endpoints.</summary>
    public static IEndpointRouteBuilder MapPasswordWritebackApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        HealthEndpoints.Map(endpoints);
        ProblemEndpoints.Map(endpoints);
        OpenApiEndpoints.Map(endpoints);
        var tenants = endpoints.MapGroup("/api/tenants");
        TenantEndpoints.Map(tenants);
        ConsentEndpoints.Map(tenants);
        ConsentEndpoints.MapReturn(endpoints);
        RunEndpoints.Map(tenants);
        AuditEndpoints.Map(tenants);
        RelayEndpoints.Map(tenants);
        RelayIdentityEndpoints.Map(endpoints);
        NotificationEndpoints.Map(endpoints);
        DriftEndpoints.Map(tenants);
        LicenceWatchEndpoint.Map(tenants);
        return endpoints;
    }
}
