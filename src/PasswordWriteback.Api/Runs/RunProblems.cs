using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Runs;

/// <summary>Problems about runs.</summary>
public static class RunProblems
{
    /// <summary>No such run of this tenant.</summary>
    public static ProblemCode NotFound { get; } = new("run-not-found", 404, "The tenant has no such run.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } = [NotFound];
}
