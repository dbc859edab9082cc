using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Consent;

/// <summary>Problems about consent.</summary>
public static class ConsentProblems
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } = [];
}
