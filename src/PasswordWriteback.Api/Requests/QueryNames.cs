using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Requests;

/// <summary>The endpoint takes whatever query it is called with: somebody else decides on the names.</summary>
public sealed record AnyQuery;

/// <summary>Declares that an endpoint takes any query.</summary>
public static class QueryNamesConventions
{
    /// <summary>The names in the query are somebody else's, such as the sign-in service's.</summary>
    public static TBuilder WithAnyQuery<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AnyQuery());
}

/// <summary>Refuses query parameters that the endpoint does not have: a filter that is misspelt must not show everything.</summary>
internal sealed class QueryNames(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is RouteEndpoint endpoint && context.Request.Query.Count > 0
            && endpoint.Metadata.GetMetadata<AnyQuery>() is null)
        {
            Check(context.Request.Query, endpoint);
        }

        return next(context);
    }

    private static void Check(IQueryCollection query, RouteEndpoint endpoint)
    {
        var known = endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .Where(parameter => parameter.HasTryParse || parameter.ParameterInfo.ParameterType == typeof(string))
            .Select(parameter => parameter.Name)
            .Except(endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name), StringComparer.OrdinalIgnoreCase)
            .ToList();
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new ApiProblemException(ApiProblem.Of(
                    FrameProblems.ParameterUnknown,
                    $"'{name}' is not known here. Known are: {(known.Count == 0 ? "none" : string.Join(", ", known))}.",
                    name));
            }

            if (values.Count > 1)
            {
                throw new ApiProblemException(ApiProblem.Of(FrameProblems.ParameterInvalid, $"'{name}' is there more than once.", name));
            }
        }
    }
}
