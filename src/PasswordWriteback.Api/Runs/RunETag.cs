using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Runs;

namespace PasswordWriteback.Api.Runs;

/// <summary>The version of what is shown of a run: that of its row and, while it goes on, that of its history.</summary>
internal static class RunETag
{
    public static string Of(RunRecord run, RunInstance? instance) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{run.Version}.{instance?.Revision ?? 0}\"");

    /// <summary>Whether the caller may have it already: what is costly is then read only when he has not.</summary>
    public static bool IsAsked(HttpContext http) => http.Request.Headers.IfNoneMatch.Count > 0;

    /// <summary>Sets the headers of an answer that may be kept, if it is asked for again each time.</summary>
    /// <returns>Whether the caller has it already (RFC 9110 section 13.1.2).</returns>
    public static bool CallerHas(HttpContext http, string tag)
    {
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "private, no-cache";
        return EntityTagHeaderValue.TryParseList(http.Request.Headers.IfNoneMatch, out var known)
            && known.Any(entry => entry.Tag == "*" || entry.Tag == tag);
    }
}
