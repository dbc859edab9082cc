using Microsoft.AspNetCore.Http;

namespace PasswordWriteback.Api.Requests;

/// <summary>Gives a request up when it takes too long.</summary>
internal sealed class RequestDeadline(RequestDelegate next, ApiOptions options, TimeProvider time)
{
    private static readonly object Key = new();

    /// <summary>Whether the request has been given up.</summary>
    public static bool HasPassed(HttpContext context) =>
        context.Items[Key] is Marks { Deadline.IsCancellationRequested: true, Caller.IsCancellationRequested: false };

    /// <summary>Whether nobody waits for the answer any more.</summary>
    public static bool CallerHasGone(HttpContext context) => context.Items[Key] is Marks { Caller.IsCancellationRequested: true };

    public async Task InvokeAsync(HttpContext context)
    {
        var caller = context.RequestAborted;
        using var deadline = new CancellationTokenSource(options.RequestDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(caller, deadline.Token);
        context.Items[Key] = new Marks(deadline.Token, caller);
        context.RequestAborted = either.Token;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            context.RequestAborted = caller;
        }
    }

    private sealed record Marks(CancellationToken Deadline, CancellationToken Caller);
}
