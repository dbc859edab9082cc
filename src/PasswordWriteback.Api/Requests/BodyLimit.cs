using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Requests;

/// <summary>Bytes that the body of an endpoint may have, where it is not <see cref="ApiOptions.MaxBodyBytes"/>.</summary>
/// <param name="Bytes">The limit.</param>
public sealed record MaxBody(long Bytes);

/// <summary>Declares how large a body an endpoint takes.</summary>
public static class BodyLimitConventions
{
    /// <summary>The endpoint takes bodies up to so many bytes.</summary>
    public static TBuilder WithMaxBody<TBuilder>(this TBuilder endpoint, long bytes)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new MaxBody(bytes));
}

/// <summary>Refuses bodies that are too large: at once if they say so, else when the limit is passed.</summary>
internal sealed class BodyLimit(RequestDelegate next, ApiOptions options)
{
    public Task InvokeAsync(HttpContext context)
    {
        var limit = context.GetEndpoint()?.Metadata.GetMetadata<MaxBody>()?.Bytes ?? options.MaxBodyBytes;
        if (context.Request.ContentLength > limit)
        {
            throw new ApiProblemException(ApiProblem.Of(
                FrameProblems.BodyTooLarge, $"The body has {context.Request.ContentLength} bytes; up to {limit} are taken here."));
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = limit;
        }

        return next(context);
    }
}
