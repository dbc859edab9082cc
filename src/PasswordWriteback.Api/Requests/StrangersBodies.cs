using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Requests;

/// <summary>The endpoint takes bodies of callers who prove themselves by what stands in them. Counts those that are being read.</summary>
public sealed class StrangersBody
{
    private int _reading;

    /// <summary>Takes a place; false when all of them are taken.</summary>
    internal bool TryEnter(int places)
    {
        if (Interlocked.Increment(ref _reading) <= places)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>Gives it back.</summary>
    internal void Leave() => Interlocked.Decrement(ref _reading);
}

/// <summary>Declares that an endpoint takes bodies of strangers.</summary>
public static class StrangersBodyConventions
{
    /// <summary>Nobody is known before the body is read.</summary>
    public static TBuilder WithStrangersBody<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new StrangersBody());
}

/// <summary>
/// Reads the bodies of strangers before their endpoint is called: a few at a time for each endpoint, each for some seconds. Who
/// opens connections by the hundred and sends slowly takes neither the places of portals nor those of another endpoint.
/// </summary>
internal sealed class StrangersBodies(RequestDelegate next, ApiOptions options, TimeProvider time)
{
    /// <summary>How long such a body may take to arrive: it has a few kilobytes.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>Of the requests that are served at a time, an endpoint's strangers get so small a part.</summary>
    private const int Part = 8;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<StrangersBody>() is { } strangers)
        {
            context.Request.Body = new MemoryStream(await ReadAsync(context, strangers).ConfigureAwait(false), writable: false);
        }

        await next(context).ConfigureAwait(false);
    }

    private async Task<byte[]> ReadAsync(HttpContext context, StrangersBody strangers)
    {
        if (!strangers.TryEnter(Math.Max(1, options.MaxConcurrentRequests / Part)))
        {
            throw new ApiProblemException(ApiProblem.Of(FrameProblems.TooManyRequests, "Send it again later.") with { RetryAfter = Deadline });
        }

        try
        {
            return await TimelyBody.ReadAsync(context.Request, options.MaxBodyBytes, Deadline, time, context.RequestAborted).ConfigureAwait(false);
        }
        finally
        {
            strangers.Leave();
        }
    }
}
