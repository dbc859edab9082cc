using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.Routes;

namespace PasswordWriteback.Simulation.Tenant.Server;

/// <summary>Graph: checks the token, then the permission, then lets the route answer, and says what it cost.</summary>
internal sealed class GraphServer(SimulatedTenant tenant, TokenIssuer issuer, ReportLimit reports, int reportPageSize)
{
    private readonly IReadOnlyList<IGraphRoute> _routes =
    [
        new OrganizationRoute(),
        new SubscribedSkusRoute(),
        new CompanySubscriptionsRoute(),
        new UserCountRoute(),
        new UsersRoute(),
        new GroupMembersRoute(),
        new RegistrationDetailsRoute(reportPageSize),
        new AuthorizationPolicyRoute(),
        new SetAuthorizationPolicyRoute(),
        new DirectoryAuditsRoute(),
        new RecommendationsRoute(),
        new OnPremisesSynchronizationRoute(),
        new SetOnPremisesSynchronizationRoute(),
    ];

    /// <summary>Takes every request to Graph. A batch is taken apart by <paramref name="batch"/>.</summary>
    public void Map(WebApplication app, GraphBatchEndpoint batch)
    {
        app.MapPost("/v1.0/$batch", (Delegate)((HttpContext http) => batch.AnswerAsync(http, IsSignedIn(http))));
        foreach (var version in new[] { "v1.0", "beta" })
        {
            app.Map($"/{version}/{{**path}}", (RequestDelegate)AnswerAsync);
        }
    }

    /// <summary>Answers one request, by itself or in a batch.</summary>
    public async Task AnswerAsync(HttpContext http)
    {
        var body = http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0
            ? await ReadAsync(http).ConfigureAwait(false)
            : null;
        await Answer(http, body).ExecuteAsync(http).ConfigureAwait(false);
    }

    /// <summary>Why a request is not answered; null when token and permission are good.</summary>
    /// <param name="http">The request.</param>
    /// <param name="permissions">The application permissions of which one is enough.</param>
    /// <param name="delegated">The delegated ones; null: the same.</param>
    public IResult? Refuse(HttpContext http, IReadOnlyCollection<string> permissions, IReadOnlyCollection<string>? delegated = null) => Token(http) switch
    {
        null => GraphError.Unauthorized(),
        { } token when (token.IsDelegated ? delegated ?? permissions : permissions).Any(token.Permissions.Contains) => null,
        _ => GraphError.Forbidden(),
    };

    private bool IsSignedIn(HttpContext http) => Token(http) is not null;

    private GrantedToken? Token(HttpContext http)
    {
        var authorization = http.Request.Headers.Authorization.ToString();
        return authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? issuer.Validate(authorization["Bearer ".Length..], $"{http.Request.Scheme}://{http.Request.Host}")
            : null;
    }

    private IResult Answer(HttpContext http, JsonObject? body)
    {
        if (Token(http) is null)
        {
            return GraphError.Unauthorized();
        }

        if (Find(http.Request) is not ({ } route, { } values))
        {
            return GraphError.NotFound();
        }

        if (Refuse(http, route.Permissions, route.DelegatedPermissions) is { } refusal)
        {
            return refusal;
        }

        if (route.IsReport && reports.IsReached())
        {
            http.Response.Headers.RetryAfter = "10";
            return GraphError.Throttled();
        }

        try
        {
            var answer = route.Answer(new GraphRequest(http.Request, tenant.State, values, body, tenant.Change));
            Charge(http, route);
            return answer;
        }
        catch (FormatException error)
        {
            return GraphError.BadRequest(error.Message);
        }
    }

    private (IGraphRoute? Route, IReadOnlyDictionary<string, string>? Values) Find(HttpRequest request)
    {
        foreach (var route in _routes)
        {
            if (HttpMethods.Equals(route.Method, request.Method) && RoutePath.Match($"/{route.Version}{route.Path}", request.Path) is { } values)
            {
                return (route, values);
            }
        }

        return (null, null);
    }

    /// <summary><c>$select</c> and a <c>$top</c> below 20 make a request cheaper by one unit each, down to one.</summary>
    private void Charge(HttpContext http, IGraphRoute route)
    {
        if (route.ResourceUnits == 0)
        {
            return;
        }

        var query = http.Request.Query;
        var units = Math.Max(
            1,
            route.ResourceUnits
            - (query.ContainsKey("$select") ? 1 : 0)
            - (int.TryParse(query["$top"], CultureInfo.InvariantCulture, out var top) && top < 20 ? 1 : 0));
        http.Response.Headers["x-ms-resource-unit"] = $"{units}";
        if (tenant.ThrottleUsage is { } usage)
        {
            http.Response.Headers["x-ms-throttle-limit-percentage"] = usage.ToString("0.##", CultureInfo.InvariantCulture);
        }

        tenant.Charge(units);
    }

    private static async Task<JsonObject?> ReadAsync(HttpContext http)
    {
        try
        {
            return await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted).ConfigureAwait(false) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
