using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace PasswordWriteback.Api.Consent;

/// <summary>
/// What the administrator sees at the end. Static, with everything escaped; it may load nothing, run nothing, submit nothing
/// and be framed by nobody.
/// </summary>
internal static class ConsentPage
{
    private const string Style =
        "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}h1{font-size:1.4rem}";

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static IResult Done(string tenantName) => Page(
        StatusCodes.Status200OK,
        "Consent recorded",
        $"{tenantName} is connected. Its checks begin now; the portal that sent you here shows them.",
        "You can close this page. The permissions can be taken back at any time under Enterprise applications in the Microsoft Entra admin center.");

    public static IResult Refused(ConsentRefusal refusal) =>
        Page(refusal.Status, "Consent not recorded", refusal.Happened, refusal.Remedy);

    /// <summary>Sends the browser on. The framework's own redirect would log the address, which holds the link's secret.</summary>
    public static IResult GoOn(Uri address) => new Onward(address);

    private static StyledPage Page(int status, string title, string happened, string next) => new(TypedResults.Text(
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><style>{Style}</style></head>
        <body><main><h1>{title}</h1><p>{WebUtility.HtmlEncode(happened)}</p><p>{WebUtility.HtmlEncode(next)}</p></main></body>
        </html>

        """,
        "text/html",
        Encoding.UTF8,
        status));

    private sealed class Onward(Uri address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status302Found;
            httpContext.Response.Headers.Location = address.AbsoluteUri;
            return Task.CompletedTask;
        }
    }

    /// <summary>A page that may use the one style; every other header of the API stays.</summary>
    private sealed class StyledPage(IResult page) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.ContentSecurityPolicy = Policy;
            return page.ExecuteAsync(httpContext);
        }
    }
}
