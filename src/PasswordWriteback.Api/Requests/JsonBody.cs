using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Requests;

/// <summary>A body that was read strictly. A handler takes it as a parameter; what does not fit never reaches the handler.</summary>
/// <typeparam name="T">What the body is; declared in a context of <see cref="ApiJson"/>.</typeparam>
/// <param name="Value">The body.</param>
public sealed record JsonBody<T>(T Value) : IBindableFromHttpContext<JsonBody<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    /// <summary>Reads the body.</summary>
    /// <exception cref="ApiProblemException">It is no JSON, or has an unknown, missing, duplicated or wrong field, which the problem names.</exception>
    static async ValueTask<JsonBody<T>?> IBindableFromHttpContext<JsonBody<T>>.BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        RequireJson(context.Request);
        var buffer = new MemoryStream();
        await using (buffer.ConfigureAwait(false))
        {
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted).ConfigureAwait(false);
            return new(StrictJson.Read(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), ApiJson.Of<T>()));
        }
    }

    /// <summary>Says what the endpoint takes.</summary>
    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));
    }

    private static void RequireJson(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            || request.Headers.ContentEncoding.Count > 0)
        {
            throw new ApiProblemException(ApiProblem.Of(
                FrameProblems.ContentTypeUnsupported, "Send the body as application/json in UTF-8, not compressed.", "Content-Type"));
        }
    }
}
