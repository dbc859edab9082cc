using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace PasswordWriteback.Api.Requests;

/// <summary>The id of a request: the caller's <c>X-Request-Id</c>, else the id of its trace, else one of our own.</summary>
internal static class Correlation
{
    public const string Header = "X-Request-Id";

    private const int MaxLength = 128;

    /// <summary>The id; what a caller gives is taken only if it can do no harm in a log or a header.</summary>
    public static string Id(HttpContext context) =>
        context.Request.Headers[Header] is [{ Length: > 0 and <= MaxLength } given] && given.All(IsHarmless)
            ? given
            : Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    /// <summary>Says the id, and the trace to a caller that gave one.</summary>
    public static void Echo(HttpContext context)
    {
        context.Response.Headers[Header] = Id(context);
        if (context.Request.Headers.TraceParent.Count > 0 && Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } trace })
        {
            context.Response.Headers.TraceParent = trace;
        }
    }

    private static bool IsHarmless(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':';
}
