using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Api.Requests;

namespace PasswordWriteback.Api.Problems;

/// <summary>Answers whatever goes wrong with a problem, and logs what is the server's fault.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            {
                await AnswerAsync(context, StatusProblems.Of(context)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (RequestDeadline.CallerHasGone(context))
        {
            context.Abort();
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var problem = ExceptionProblems.Of(context, exception);
            Log(exception, problem);
            await AnswerAsync(context, problem).ConfigureAwait(false);
        }
    }

    private static async Task AnswerAsync(HttpContext context, ApiProblem problem)
    {
        var response = context.Response;
        var allow = response.Headers.Allow;
        response.Clear();
        SecurityHeaders.Set(context);
        Correlation.Echo(context);
        response.StatusCode = problem.Code.Status;
        response.Headers.Allow = allow;
        if (problem.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (problem.Code.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = problem.Code == FrameProblems.TokenInvalid ? "Bearer error=\"invalid_token\"" : "Bearer";
        }

        if (problem.Code.Status is StatusCodes.Status413PayloadTooLarge or StatusCodes.Status408RequestTimeout)
        {
            response.Headers.Connection = "close";
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        var body = new ProblemBody(
            problem.Code.Type, problem.Code.Title, problem.Code.Status, problem.Detail, $"urn:request:{Correlation.Id(context)}",
            problem.Code.Code, problem.Field, problem.Link);
        await response.WriteAsJsonAsync(
            body, ApiJson.Of<ProblemBody>(), MediaTypeNames.Application.ProblemJson, CancellationToken.None).ConfigureAwait(false);
    }

    private void Log(Exception exception, ApiProblem problem)
    {
        if (problem.Code.Status == StatusCodes.Status500InternalServerError)
        {
            Failed(logger, exception);
        }
        else if (problem.Code.Status > StatusCodes.Status500InternalServerError)
        {
            Unavailable(logger, problem.Code.Code, problem.Detail, exception);
        }
    }

    [LoggerMessage(LogLevel.Error, "A request failed.")]
    private static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "A request was answered {Code}: {Detail}")]
    private static partial void Unavailable(ILogger logger, string code, string detail, Exception exception);
}
