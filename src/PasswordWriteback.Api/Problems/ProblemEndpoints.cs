using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.OpenApi;

namespace PasswordWriteback.Api.Problems;

/// <summary>Serves the pages that problems' <c>type</c> leads to; they are those of <c>docs/problems</c>.</summary>
internal static class ProblemEndpoints
{
    /// <summary>Adds them at <c>/problems</c>.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/problems/{code}", Page).Anonymous()
            .Describe("GetProblemPage", "The page that explains a problem.").Produces<string>(StatusCodes.Status200OK, "text/markdown");

    /// <summary>The page of a problem as it is built in.</summary>
    public static Stream Open(ProblemCode problem) => Assembly.GetExecutingAssembly().GetManifestResourceStream($"problems/{problem.Code}.md")
        ?? throw new InvalidOperationException($"{problem.Page} is not built in.");

    private static FileStreamHttpResult Page(string code) => ProblemCatalogue.TryFind(code, out var problem)
        ? TypedResults.Stream(Open(problem), "text/markdown; charset=utf-8")
        : throw new ApiProblemException(ApiProblem.Of(FrameProblems.PathNotFound, "There is no problem with this code.", "code"));
}
