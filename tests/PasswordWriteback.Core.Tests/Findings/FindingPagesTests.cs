using System.Text.RegularExpressions;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Tests.Findings;

/// <summary>Holds the pages under docs/findings to the catalogue and to the rule of the verdict.</summary>
public sealed partial class FindingPagesTests
{
    private static readonly FindingStatus[] Shortfalls = [FindingStatus.NotMet, FindingStatus.ActionRequired, FindingStatus.Unknown];
    private static readonly string[] Sections =
        ["What is checked", "Statuses", "Why it matters", "Fix", "Facts in the evidence", "Sources"];

    private static readonly string Root = FindRoot();

    public static TheoryData<string> Codes => [.. FindingCatalogue.All.Select(definition => definition.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void APage_BeginsWithCodeAndTitle_AndWhatTheWeightDoesToTheVerdict(string code)
    {
        var definition = FindingCatalogue.Get(code);

        var lines = Read(definition);

        Assert.Equal($"# {code} {definition.Title}", lines[0]);
        Assert.StartsWith(WeightLine(definition.Weight), lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void APage_HasEverySection_NoneOfThemEmpty(string code)
    {
        var lines = Read(FindingCatalogue.Get(code));
        var headings = lines.Index().Where(line => line.Item.StartsWith("## ", StringComparison.Ordinal)).ToList();

        Assert.Equal(Sections, headings.Select(heading => heading.Item[3..]));
        Assert.All(headings, heading => Assert.False(
            string.IsNullOrWhiteSpace(lines.ElementAtOrDefault(heading.Index + 2)), $"'{heading.Item}' of {code} is empty."));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void APage_ListsStatusesThatExist_EachOnce_OrSaysThatTheCheckIsNotBuilt(string code)
    {
        var lines = Read(FindingCatalogue.Get(code));
        var statuses = lines
            .SkipWhile(line => line != "## Statuses")
            .TakeWhile(line => line != "## Why it matters")
            .Select(line => FirstCell().Match(line))
            .Where(match => match.Success)
            .Select(match => Enum.Parse<FindingStatus>(match.Groups["name"].Value))
            .ToList();

        Assert.Equal(statuses.Distinct(), statuses);
        Assert.True(
            statuses.Count > 0 || lines.Any(line => line.Contains("Not built yet", StringComparison.Ordinal)),
            $"{code} lists no status and does not say that its check is not built.");
    }

    [Fact]
    public void EveryPage_BelongsToACode()
    {
        var pages = Directory.GetFiles(Path.Combine(Root, "docs", "findings"), "*.md")
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.EndsWith("/README.md", StringComparison.Ordinal));

        Assert.Equal(
            FindingCatalogue.All.Select(definition => definition.Page).Order(StringComparer.Ordinal),
            pages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TheTableInTheReadme_IsTheCatalogue()
    {
        var rows = ReadmeRows(FindingRow());

        Assert.Equal(
            FindingCatalogue.All.Select(definition =>
                $"| {definition.Code} | {definition.Title} | {Name(definition.Weight)} | [{definition.Code}.md]({definition.Code}.md) |"),
            rows);
    }

    [Fact]
    public void TheTableOfVerdictsInTheReadme_IsTheRule()
    {
        var rows = ReadmeRows(WeightRow());

        Assert.Equal(
            Enum.GetValues<FindingWeight>().Select(weight =>
                $"| {Name(weight)} | {string.Join(" | ", Shortfalls.Select(status => $"`{VerdictRule.Judge(weight, status)}`"))} |"),
            rows);
    }

    [Fact]
    public void TheTableOfVersionsInCon001_IsTheOneThatIsJudgedBy_EachLineWithItsSource()
    {
        var page = File.ReadAllText(Path.Combine(Root, FindingCatalogue.Get(FindingCodes.ConnectVersion).Page));
        var rows = page.Split('\n').Select(line => VersionRow().Match(line)).Where(match => match.Success).ToList();

        Assert.Equal(
            ConnectVersions.Retirements.Select(line => (line.Version.ToString(), $"{line.EndOfSupport:yyyy-MM-dd}")),
            rows.Select(row => (row.Groups["version"].Value, row.Groups["end"].Value)));
        Assert.Contains($"| {ConnectVersions.LastThatStopped} and older | writeback stopped on 2018-11-07 | 1 |", page, StringComparison.Ordinal);
        Assert.Contains($"| below {ConnectVersions.Floor} | all synchronization services fail from {ConnectVersions.FloorFrom:yyyy-MM-dd} on | 2 |", page, StringComparison.Ordinal);
        Assert.Contains($"sources read on {ConnectVersions.AsOf:yyyy-MM-dd}", page, StringComparison.Ordinal);
        Assert.All(
            rows.SelectMany(row => row.Groups["sources"].Value.Split(", ")),
            number => Assert.Contains($"\n{number}. ", page, StringComparison.Ordinal));
    }

    private static string WeightLine(FindingWeight weight) => weight == FindingWeight.Advisory
        ? "**Weight: advisory.** Never changes the verdict."
        : $"**Weight: {Name(weight)}.** Best verdict left: "
          + string.Join(", ", Shortfalls.Select(status => $"`{status}` → `{VerdictRule.Judge(weight, status)}`")) + ".";

    private static string Name(FindingWeight weight) => weight.ToString().ToLowerInvariant();

    private static string[] Read(FindingDefinition definition) => File.ReadAllLines(Path.Combine(Root, definition.Page));

    private static IEnumerable<string> ReadmeRows(Regex row) =>
        File.ReadLines(Path.Combine(Root, "docs", "findings", "README.md")).Where(line => row.IsMatch(line));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PasswordWriteback.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds PasswordWriteback.sln.");
    }

    [GeneratedRegex(@"^\| `(?<name>\w+)` \|", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FirstCell();

    [GeneratedRegex(@"^\| [A-Z]{3}\d{3} \|", RegexOptions.None, 1000)]
    private static partial Regex FindingRow();

    [GeneratedRegex(@"^\| (?<version>\d+\.\d+\.\d+\.\d+) \| end of support (?<end>\d{4}-\d\d-\d\d) \| (?<sources>\d(, \d)*) \|$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionRow();

    [GeneratedRegex(@"^\| (advisory|required|blocking|proof) \|", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WeightRow();
}
