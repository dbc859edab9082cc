namespace PasswordWriteback.Api.Problems;

/// <summary>A kind of problem that the API answers with. Codes are stable: portals decide by them.</summary>
/// <param name="Code">Lower case with hyphens, such as <c>tenant-not-found</c>.</param>
/// <param name="Status">The HTTP status it is answered with.</param>
/// <param name="Title">One short sentence that is the same whenever it occurs.</param>
public sealed record ProblemCode(string Code, int Status, string Title)
{
    /// <summary>Path of the page that explains it, relative to the repository.</summary>
    public string Page => $"docs/problems/{Code}.md";

    /// <summary>Where a running API serves that page: the problem's <c>type</c>.</summary>
    public string Type => $"/problems/{Code}";
}
