using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.Routes;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Simulation.Tenant.Server;

/// <summary>Graph v1.0: checks the token, then the permission, then lets the route answer.</summary>
internal sealed class GraphServer(TokenIssuer issuer, Func<TenantState> state, int reportPageSize)
{
    private readonly IReadOnlyList<IGraphRoute> _routes =
    [
        new OrganizationRoute(),
        new SubscribedSkusRoute(),
        new UserCountRoute(),
        new UsersRoute(),
        new RegistrationDetailsRoute(reportPageSize),
        new AuthorizationPolicyRoute(),
        new DirectoryAuditsRoute(),
        new OnPremisesSynchronizationRoute(),
    ];

    public void Map(WebApplication app)
    {
        foreach (var route in _routes)
        {
            app.MapGet($"/v1.0{route.Path}", (HttpContext http) => Answer(route, http));
        }

        app.MapFallback("/v1.0/{**path}", () => GraphError.NotFound());
    }

    /// <summary>Why a request is not answered; null when token and permission are good.</summary>
    public IResult? Refuse(HttpContext http, IReadOnlyCollection<string> permissions)
    {
        var authorization = http.Request.Headers.Authorization.ToString();
        var audience = $"{http.Request.Scheme}://{http.Request.Host}";
        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            || issuer.Validate(authorization["Bearer ".Length..], audience) is not { } roles)
        {
            return GraphError.Unauthorized();
        }

        return permissions.Any(roles.Contains) ? null : GraphError.Forbidden();
    }

    private IResult Answer(IGraphRoute route, HttpContext http)
    {
        if (Refuse(http, route.Permissions) is { } refusal)
        {
            return refusal;
        }

        try
        {
            return route.Answer(new GraphRequest(http.Request, state()));
        }
        catch (FormatException error)
        {
            return GraphError.BadRequest(error.Message);
        }
    }
}
