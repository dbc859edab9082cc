using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.OpenApi;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Api.Requests;

namespace PasswordWriteback.Api.Notifications;

/// <summary>
/// Where Microsoft Graph posts change notifications and lifecycle notifications. Each notification proves itself by the secret of its
/// subscription (learn.microsoft.com/graph/change-notifications-delivery-webhooks).
/// </summary>
public static class NotificationEndpoints
{
    /// <summary>Path of the endpoint.</summary>
    public const string Path = "/api/notifications/graph";

    /// <summary>Longest token of a handshake.</summary>
    private const int MaxToken = 2048;

    /// <summary>Adds it.</summary>
    internal static void Map(IEndpointRouteBuilder endpoints) =>
        // The limit is the handler's own: what is too large is counted.
        endpoints.MapPost(Path, ReceiveAsync).Anonymous().WithAnyQuery().WithMaxBody(long.MaxValue)
            .Describe("ReceiveGraphNotifications", "Where Microsoft Graph posts change notifications; with 'validationToken' it only proves the address.")
            .Produces<string>(StatusCodes.Status200OK, "text/plain").MayAnswer(FrameProblems.BodyInvalid, FrameProblems.BodyTooLarge);

    private static async Task<Results<ContentHttpResult, Accepted>> ReceiveAsync(
        string? validationToken, HttpRequest request, NotificationIntake intake, CancellationToken cancellationToken)
    {
        if (validationToken is not null)
        {
            return Echo(validationToken);
        }

        await intake.TakeAsync(request, cancellationToken).ConfigureAwait(false);
        return TypedResults.Accepted(uri: (string?)null);
    }

    // As plain text that no browser takes for anything else: every answer has X-Content-Type-Options: nosniff.
    private static ContentHttpResult Echo(string token) => token.Length is > 0 and <= MaxToken && !token.Any(char.IsControl)
        ? TypedResults.Text(token, "text/plain", Encoding.UTF8)
        : throw new ApiProblemException(ApiProblem.Of(
            FrameProblems.ParameterInvalid, $"A validation token has 1 to {MaxToken} characters, no control characters.", "validationToken"));
}
