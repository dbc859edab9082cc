using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Requests;

/// <summary>Serves a number of requests at a time, lets more wait in order, and turns the rest away. Health is always answered.</summary>
internal sealed class ConcurrencyLimit(RequestDelegate next, ApiOptions options) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.MaxConcurrentRequests,
        QueueLimit = options.MaxWaitingRequests,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        using var turn = await _limiter.AcquireAsync(1, context.RequestAborted).ConfigureAwait(false);
        if (!turn.IsAcquired)
        {
            throw new ApiProblemException(
                ApiProblem.Of(FrameProblems.TooManyRequests, "Ask again later.") with { RetryAfter = TimeSpan.FromSeconds(1) });
        }

        await next(context).ConfigureAwait(false);
    }

    public void Dispose() => _limiter.Dispose();
}
