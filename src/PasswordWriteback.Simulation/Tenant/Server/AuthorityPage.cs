using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace PasswordWriteback.Simulation.Tenant.Server;

/// <summary>What a simulated authority shows at the browser, and how it sends the browser back.</summary>
internal static class AuthorityPage
{
    /// <summary>An error that stays at the authority: sending the browser back would trust an unknown app or address.</summary>
    public static IResult Error(int code, string message) => Show(
        StatusCodes.Status400BadRequest, $"<h1>Sign in</h1><p>AADSTS{code}: {WebUtility.HtmlEncode(message)}</p>");

    /// <summary>A page that ends the visit without an error.</summary>
    public static IResult Message(string message) =>
        Show(StatusCodes.Status200OK, $"<h1>{WebUtility.HtmlEncode(message)}</h1>");

    /// <summary>Sends the browser back with the answer in the address.</summary>
    public static IResult Redirect(string address, params (string Name, string? Value)[] answer) =>
        Results.Redirect(address + QueryString.Create(answer.Select(part => KeyValuePair.Create(part.Name, part.Value))));

    /// <summary>Sends the browser back with the answer in a form that submits itself (OAuth 2.0 Form Post Response Mode).</summary>
    public static IResult FormPost(string address, params (string Name, string? Value)[] answer)
    {
        var fields = string.Concat(answer.Where(part => part.Value is not null).Select(part =>
            $"""<input type="hidden" name="{part.Name}" value="{WebUtility.HtmlEncode(part.Value)}" />"""));
        return Show(
            StatusCodes.Status200OK,
            $"""<form method="POST" name="hiddenform" action="{WebUtility.HtmlEncode(address)}">{fields}</form><script>document.forms[0].submit()</script>""");
    }

    private static IResult Show(int status, string body) => Results.Text(
        $"<!DOCTYPE html><html><head><title>Simulated sign-in</title></head><body>{body}</body></html>", "text/html", Encoding.UTF8, status);
}
