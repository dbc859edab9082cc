using System.Text.RegularExpressions;

namespace PasswordWriteback.Core.Tests.Documentation;

/// <summary>Every link between the pages of this repository leads to a file, and to a heading of it.</summary>
public sealed partial class LinksTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Pages =>
    [
        .. new[] { "docs", "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.md", SearchOption.AllDirectories))
            .Append(Path.Combine(Root, "README.md"))
            .Select(page => Path.GetRelativePath(Root, page).Replace('\\', '/'))
            .Where(page => !page.Contains("/bin/", StringComparison.Ordinal) && !page.Contains("/obj/", StringComparison.Ordinal)),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryLinkOfAPage_LeadsSomewhere(string page)
    {
        var path = Path.Combine(Root, page);
        var links = Link().Matches(File.ReadAllText(path)).Select(match => match.Groups["target"].Value).Where(target => !target.Contains(':', StringComparison.Ordinal));

        Assert.All(links, link =>
        {
            var parts = link.Split('#', 2);
            var target = parts[0].Length == 0 ? path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, parts[0]));
            Assert.True(Path.Exists(target), $"{page} links to {link}, which is not there.");
            Assert.True(parts.Length == 1 || !target.EndsWith(".md", StringComparison.Ordinal) || Headings(target).Contains(parts[1]), $"{page} links to {link}, which has no such heading.");
        });
    }

    // As GitHub makes them: lower case, without punctuation, blanks as hyphens.
    private static IEnumerable<string> Headings(string page) => File.ReadLines(page)
        .Where(line => line.StartsWith('#'))
        .Select(line => Punctuation().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.NonBacktracking)]
    private static partial Regex Punctuation();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PasswordWriteback.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The repository was not found above the test's folder.");
        }

        return folder.FullName;
    }
}
