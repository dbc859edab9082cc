using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Authorization;

/// <summary>Asks who calls, and whether the endpoint lets him.</summary>
internal sealed class AuthorizationMiddleware(RequestDelegate next, ICallerAuthentication authentication)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        // Endpoints that routing makes itself (405, 415) are no route endpoints; what has no endpoint is answered 404.
        if (context.GetEndpoint() is RouteEndpoint endpoint)
        {
            await AuthorizeAsync(context, endpoint).ConfigureAwait(false);
        }

        await next(context).ConfigureAwait(false);
    }

    private async Task AuthorizeAsync(HttpContext context, RouteEndpoint endpoint)
    {
        var access = endpoint.Metadata.GetMetadata<EndpointAccess>()
            ?? throw new InvalidOperationException($"{endpoint.DisplayName} does not say who may call it.");
        if (access.Roles.Count == 0)
        {
            return;
        }

        var header = context.Request.Headers.Authorization;
        if (header is not [{ } value] || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new ApiProblemException(ApiProblem.Of(
                FrameProblems.TokenMissing, "The request has no Authorization header with one bearer token."));
        }

        var caller = await authentication.AuthenticateAsync(value[Scheme.Length..].Trim(), context.RequestAborted).ConfigureAwait(false);
        if (!access.Roles.Any(caller.Has))
        {
            throw new ApiProblemException(ApiProblem.Of(
                FrameProblems.RoleMissing, $"This call needs the role {string.Join(" or ", access.Roles)}; the token does not hold it."));
        }

        context.Features.Set(caller);
    }
}
