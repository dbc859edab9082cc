using System.Reflection;
using System.Text.RegularExpressions;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.LocalHost.Settings;

namespace PasswordWriteback.LocalHost.Tests.Settings;

/// <summary>docs/operations.md names the settings that there are, and no others.</summary>
public sealed partial class SettingsPageTests
{
    [Fact]
    public async Task EverySetting_IsInTheTable_AndNoOther()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PasswordWriteback.sln")))
        {
            folder = folder.Parent!;
        }

        var page = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "docs", "operations.md"), TestContext.Current.CancellationToken);
        var table = page[page.IndexOf("## Settings", StringComparison.Ordinal)..page.IndexOf("## For other machines", StringComparison.Ordinal)];

        var inCode = Names(typeof(LocalHostSettings)).Where(name => name != nameof(LocalHostSettings.Graph))
            .Concat(Names(typeof(GraphIdentityOptions)).Select(name => $"{nameof(LocalHostSettings.Graph)}:{name}"));
        Assert.Equal(inCode.Order(StringComparer.Ordinal), Row().Matches(table).Select(row => row.Groups["name"].Value).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Names(Type settings) =>
        settings.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name);

    [GeneratedRegex(@"^\| `(?<name>[A-Z][A-Za-z:]*)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
