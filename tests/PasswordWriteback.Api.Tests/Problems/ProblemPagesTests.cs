using PasswordWriteback.Api.Problems;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.Problems;

/// <summary>Holds the pages under docs/problems to the catalogue.</summary>
public sealed class ProblemPagesTests
{
    public static TheoryData<string> Codes => [.. ProblemCatalogue.All.Select(problem => problem.Code)];

    [Fact]
    public void Codes_AreUnique_AndWellFormed()
    {
        Assert.Distinct(ProblemCatalogue.All.Select(problem => problem.Code));
        Assert.All(ProblemCatalogue.All, problem => Assert.Matches("^[a-z]+(-[a-z]+)*$", problem.Code));
        Assert.All(ProblemCatalogue.All, problem => Assert.InRange(problem.Status, 400, 599));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void APage_HasCodeStatusAndTitle_AndSaysWhatHappenedAndWhatToDo(string code)
    {
        Assert.True(ProblemCatalogue.TryFind(code, out var problem));
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, problem.Page));

        Assert.Equal($"# {code}", lines[0]);
        Assert.Equal($"**HTTP {problem.Status}.** {problem.Title}", lines[2]);
        Assert.Subset(lines.ToHashSet(StringComparer.Ordinal), new HashSet<string>(["## What happened", "## What to do"], StringComparer.Ordinal));
        Assert.All(lines.Index().Where(line => line.Item.StartsWith("## ", StringComparison.Ordinal)), heading =>
            Assert.False(string.IsNullOrWhiteSpace(lines.ElementAtOrDefault(heading.Index + 2)), $"'{heading.Item}' of {code} is empty."));
    }

    [Fact]
    public void EveryPage_BelongsToACode_AndTheTableHasThemAll()
    {
        var folder = Path.Combine(Repository.Root, "docs", "problems");
        var pages = Directory.GetFiles(folder, "*.md").Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => name != "README");
        var known = ProblemCatalogue.All.OrderBy(problem => problem.Code, StringComparer.Ordinal).ToList();

        Assert.Equal(known.Select(problem => problem.Code), pages.Order(StringComparer.Ordinal));
        Assert.Equal(
            known.Select(problem => $"| [{problem.Code}]({problem.Code}.md) | {problem.Status} | {problem.Title} |"),
            File.ReadLines(Path.Combine(folder, "README.md")).Where(line => line.StartsWith("| [", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void APage_IsBuiltIn(string code)
    {
        Assert.True(ProblemCatalogue.TryFind(code, out var problem));
        using var page = ProblemEndpoints.Open(problem);

        Assert.True(page.Length > 0);
    }
}
