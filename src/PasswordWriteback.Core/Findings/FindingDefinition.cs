namespace PasswordWriteback.Core.Findings;

/// <summary>An entry of the catalogue of findings.</summary>
/// <param name="Code">Stable code: three letters for the area, three digits.</param>
/// <param name="Title">The requirement as a short statement that is true when the finding is met.</param>
/// <param name="Weight">What it does to the verdict.</param>
public sealed record FindingDefinition(string Code, string Title, FindingWeight Weight)
{
    /// <summary>Path of the page that explains the finding, relative to the repository.</summary>
    public string Page => $"docs/findings/{Code}.md";
}
