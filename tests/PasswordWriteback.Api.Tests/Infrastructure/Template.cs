using System.Text.RegularExpressions;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.Infrastructure;

/// <summary>The texts of infra/: no Bicep compiler restores where these tests run, so they read it as text.</summary>
internal static partial class Template
{
    /// <summary>A file of infra/.</summary>
    public static string Read(string name) => File.ReadAllText(Path.Combine(Repository.Root, "infra", name));

    /// <summary>A file of the repository.</summary>
    public static string ReadRoot(string name) => File.ReadAllText(Path.Combine(Repository.Root, name));

    /// <summary>Every Bicep file by its name, without comments.</summary>
    public static IReadOnlyDictionary<string, string> Bicep { get; } = Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "infra"), "*.bicep", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetFileName(file), file => Comment().Replace(File.ReadAllText(file), ""), StringComparer.Ordinal);

    /// <summary>What a pattern's group <c>name</c> is, at each place.</summary>
    public static IReadOnlyList<string> All(string text, string pattern) =>
        [.. Regex.Matches(text, pattern, RegexOptions.ExplicitCapture | RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline, 1000)]
    private static partial Regex Comment();
}
