namespace PasswordWriteback.Api.Problems;

/// <summary>A problem that occurred: what the caller is told (RFC 9457). No secrets, no stack traces.</summary>
/// <param name="Code">Its kind.</param>
/// <param name="Detail">What happened, and what to do.</param>
/// <param name="Field">The field at fault: a JSON path into the body such as <c>$.forests[0]</c>, or the name of a parameter or header.</param>
/// <param name="Link">Path of what is in the way, such as the run that goes on.</param>
public sealed record ApiProblem(ProblemCode Code, string Detail, string? Field, string? Link)
{
    /// <summary>When to ask again; null when asking again does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A problem.</summary>
    public static ApiProblem Of(ProblemCode code, string detail, string? field = null, string? link = null) =>
        new(code, detail, field, link);
}

/// <summary>Ends a request with a problem.</summary>
/// <param name="problem">The problem.</param>
/// <param name="inner">What caused it; it is logged, not shown.</param>
public sealed class ApiProblemException(ApiProblem problem, Exception? inner = null) : Exception(problem.Detail, inner)
{
    /// <summary>The problem.</summary>
    public ApiProblem Problem { get; } = problem;
}
