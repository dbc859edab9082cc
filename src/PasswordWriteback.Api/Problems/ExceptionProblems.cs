using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Api.Requests;
using PasswordWriteback.Api.Tenants;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage;
using PasswordWriteback.Storage.Paging;

namespace PasswordWriteback.Api.Problems;

/// <summary>Problems for what is thrown.</summary>
internal static partial class ExceptionProblems
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public static ApiProblem Of(HttpContext context, Exception exception) => exception switch
    {
        ApiProblemException known => known.Problem,
        BadHttpRequestException bad => Of(bad),
        StoreUnavailableException store => ApiProblem.Of(FrameProblems.StoreUnavailable, Told(context, store)) with { RetryAfter = Soon },
        RunEngineUnavailableException engine => ApiProblem.Of(FrameProblems.EngineUnavailable, Told(context, engine)) with { RetryAfter = Soon },
        QueueException queue => ApiProblem.Of(RelayProblems.QueueUnavailable, queue.Message) with { RetryAfter = Soon },
        ConcurrencyException conflict => ApiProblem.Of(TenantProblems.VersionConflict, conflict.Message),
        PageTokenException page => ApiProblem.Of(FrameProblems.ParameterInvalid, page.Message, "pageToken"),
        OperationCanceledException when RequestDeadline.HasPassed(context) => ApiProblem.Of(
            FrameProblems.DeadlinePassed, "It may have been done nevertheless: look before you repeat it.") with
        { RetryAfter = Soon },
        _ => ApiProblem.Of(FrameProblems.InternalError, "The log of the server has more, under the id of this request."),
    };

    private static string Told(HttpContext context, Exception why) =>
        Stranger.Asks(context) ? "Try again later. The log of the server says why." : why.Message;

    private static ApiProblem Of(BadHttpRequestException bad) => bad.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => ApiProblem.Of(FrameProblems.BodyTooLarge, "Send a smaller body."),
        StatusCodes.Status408RequestTimeout => ApiProblem.Of(FrameProblems.RequestTooSlow, "Send the body faster."),
        StatusCodes.Status415UnsupportedMediaType => ApiProblem.Of(
            FrameProblems.ContentTypeUnsupported, "Send the body as application/json in UTF-8.", "Content-Type"),
        _ when BoundParameter().Match(bad.Message) is { Success: true } match => ApiProblem.Of(
            FrameProblems.ParameterInvalid,
            $"'{match.Groups["name"].Value}' is missing or has a value of another type.",
            match.Groups["name"].Value),
        _ => ApiProblem.Of(FrameProblems.RequestInvalid, "The server could not read the request."),
    };

    // "Failed to bind parameter "int pageSize" from "x"." and "Required parameter "int pageSize" was not provided from …".
    [GeneratedRegex("parameter \"(?:[^\"]* )?(?<name>[^\" ]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BoundParameter();
}
