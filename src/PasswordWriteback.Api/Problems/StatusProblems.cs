using Microsoft.AspNetCore.Http;

namespace PasswordWriteback.Api.Problems;

/// <summary>Problems for what routing and server answer with a bare status.</summary>
internal static class StatusProblems
{
    public static ApiProblem Of(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => ApiProblem.Of(
            FrameProblems.PathNotFound, "Look the path up in /openapi.json."),
        StatusCodes.Status405MethodNotAllowed => ApiProblem.Of(
            FrameProblems.MethodNotAllowed, $"This path knows {context.Response.Headers.Allow}."),
        StatusCodes.Status413PayloadTooLarge => ApiProblem.Of(
            FrameProblems.BodyTooLarge, "Send a smaller body."),
        StatusCodes.Status415UnsupportedMediaType => ApiProblem.Of(
            FrameProblems.ContentTypeUnsupported, "Send the body as application/json in UTF-8.", "Content-Type"),
        StatusCodes.Status429TooManyRequests => ApiProblem.Of(
            FrameProblems.TooManyRequests, "Ask again later.") with
        { RetryAfter = TimeSpan.FromSeconds(1) },
        < 500 => ApiProblem.Of(FrameProblems.RequestInvalid, "The server could not read the request."),
        _ => ApiProblem.Of(FrameProblems.InternalError, "The log of the server has more, under the id of this request."),
    };
}
