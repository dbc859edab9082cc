using System.Diagnostics.CodeAnalysis;
using PasswordWriteback.Api.Consent;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Api.Runs;
using PasswordWriteback.Api.Tenants;

namespace PasswordWriteback.Api.Problems;

/// <summary>Every problem that the API can answer with. Each has a page under <c>docs/problems</c>.</summary>
public static class ProblemCatalogue
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } =
    [
        .. FrameProblems.All,
        .. TenantProblems.All,
        .. ConsentProblems.All,
        .. RunProblems.All,
        .. RelayProblems.All,
    ];

    /// <summary>The problem with a code.</summary>
    public static bool TryFind(string code, [NotNullWhen(true)] out ProblemCode? problem)
    {
        problem = All.FirstOrDefault(known => known.Code == code);
        return problem is not null;
    }
}
