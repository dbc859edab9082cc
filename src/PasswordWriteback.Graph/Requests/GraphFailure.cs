using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Identity;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph.Readers;

namespace PasswordWriteback.Graph.Requests;

/// <summary>
/// Why a call failed, in words for a report. Holds status and error code only: messages of services and libraries are left
/// out, since they can carry what the request carried.
/// </summary>
/// <param name="Reason">The reason, without a full stop.</param>
/// <param name="RequestId">Graph's id of the request, for Microsoft's support; null when there was no answer.</param>
internal sealed partial record GraphFailure(string Reason, string? RequestId)
{
    /// <summary>Explains an exception; null when it is no failure of the call but a defect of ours.</summary>
    public static GraphFailure? Of(Exception exception, GraphPermission permission, string method = "GET")
    {
        // A reason of our own says more than what a library has wrapped around it.
        if (Causes(exception).OfType<UnexpectedAnswerException>().FirstOrDefault() is { } ours)
        {
            return new(ours.Message, RequestId: null);
        }

        foreach (var cause in Causes(exception))
        {
            switch (cause)
            {
                case ApiException error:
                    return new(Answer(error, permission, method), Header(error, "request-id"));
                case AuthenticationFailedException:
                    return new(Token(cause), RequestId: null);
                case JsonException:
                    return new($"Graph's answer to {method} {permission.Route} is not JSON, or was cut off", RequestId: null);
                case HttpRequestException or IOException:
                    return new($"the connection for {method} {permission.Route} failed or broke off ({cause.GetType().Name})", RequestId: null);
                case OperationCanceledException:
                    return new($"the request {method} {permission.Route} was given up by the network layer", RequestId: null);
                // What the client library throws when a value is of another type than Graph documents, or a page is no JSON at all.
                case (InvalidOperationException and not ObjectDisposedException) or FormatException or OverflowException:
                    return new($"Graph's answer to {method} {permission.Route} is not of the form that Graph documents ({cause.GetType().Name})", RequestId: null);
            }
        }

        return null;
    }

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static string Answer(ApiException error, GraphPermission permission, string method)
    {
        var (status, code) = (error.ResponseStatusCode, (error as ODataError)?.Error?.Code);
        var answer = code is null ? $"{status}" : $"{status} {GraphText.Clean(code)}";
        return (status, code) switch
        {
            (403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant") =>
                $"Graph serves {permission.Route} only to tenants with Entra ID P1 or P2 ({answer})",
            (403, "Authentication_ApplicationHasNoDirectoryReadAccess") =>
                $"Graph refused {method} {permission.Route} ({answer}): in this tenant the app needs the permission Directory.Read.All besides {permission.Name}",
            (403, _) => $"Graph refused {method} {permission.Route} ({answer}): the app needs the permission {permission.Name}",
            (401, _) => $"Graph did not accept the app's token for {permission.Route} ({answer})",
            (429, _) => $"Graph throttled {method} {permission.Route} ({answer}) for longer than a reading waits"
                + (Header(error, "Retry-After") is { } pause ? $" (Retry-After {GraphText.Clean(pause)})" : ""),
            ( >= 500, _) => $"Graph failed to answer {method} {permission.Route} ({answer})",
            _ => $"Graph did not accept the request {method} {permission.Route} ({answer})",
        };
    }

    /// <summary>Codes: learn.microsoft.com/entra/identity-platform/reference-error-codes.</summary>
    private static string Token(Exception refusal)
    {
        var code = "";
        for (var cause = refusal; cause is not null && code.Length == 0; cause = cause.InnerException)
        {
            code = AadStsCode().Match(cause.Message).Value;
        }

        var meaning = code switch
        {
            "" => "the sign-in service could not be reached, or its answer not be read",
            "AADSTS7000215" => "the app's secret is wrong",
            "AADSTS7000222" => "the app's secret has expired",
            "AADSTS700027" => "the app's certificate is not the one in its registration, or has expired",
            "AADSTS700016" or "AADSTS7000229" => "the app is not known in this tenant: an administrator has to consent first",
            "AADSTS90002" => "there is no such tenant in this cloud",
            "AADSTS7000112" => "the app is disabled",
            "AADSTS700211" => "the app trusts no federated identity of this issuer: add the managed identity to the app registration's federated credentials",
            "AADSTS700212" => "the audience of the app's federated credential is another than this cloud's",
            "AADSTS700213" => "the app trusts another federated identity: its subject must be the managed identity's object (principal) id",
            "AADSTS700024" => "the assertion is not within its time: look at this machine's clock",
            "AADSTS900382" => "the app lives in another cloud than the tenant",
            "AADSTS53003" => "Conditional Access blocks the app",
            _ => "the sign-in service refused",
        };
        return code.Length == 0 ? $"no token for Graph: {meaning}" : $"no token for Graph: {meaning} ({code})";
    }

    private static string? Header(ApiException exception, string name) =>
        exception.ResponseHeaders?
            .FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase))
            .Value?.FirstOrDefault();

    [GeneratedRegex(@"AADSTS\d+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AadStsCode();
}

/// <summary>An answer that is well-formed but cannot be right. The message is a reason for a report.</summary>
internal sealed class UnexpectedAnswerException(string reason, Exception? inner = null) : Exception(reason, inner);
