using System.Globalization;
using System.Text.RegularExpressions;

namespace PasswordWriteback.Orchestration.Tests.Histories;

/// <summary>docs/scale.md reckons with actions of Durable Task Scheduler as the recorded histories have them.</summary>
public sealed partial class ActionCountTests
{
    [Fact]
    public async Task TheTable_IsWhatTheHistoriesHold()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "scale.md"), TestContext.Current.CancellationToken);
        var rows = Row().Matches(page);

        Assert.Equal(8, rows.Count);
        Assert.All(rows, row =>
        {
            var kinds = RecordedRun.Read(RecordedRun.Folder, $"EnableWriteback-1.1/{row.Groups["run"].Value}").Lines
                .CountBy(line => line.GetProperty("kind").GetString()!)
                .ToDictionary(StringComparer.Ordinal);
            int Count(string kind) => kinds.GetValueOrDefault(kind);

            Assert.Equal(
                (Count("activityScheduled"), Count("eventRaised"), Count("timerFired"), Count("runStarted") + 2 * Count("activityScheduled") + Count("eventRaised") + Count("timerFired")),
                (Number(row, "activities"), Number(row, "events"), Number(row, "timers"), Number(row, "actions")));
        });
    }

    private static int Number(Match row, string column) => int.Parse(row.Groups[column].Value, CultureInfo.InvariantCulture);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PasswordWriteback.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex(
        @"^\| `(?<run>[a-z-]+)`[^|]* \| (?<activities>\d+) \| (?<events>\d+) \| (?<timers>\d+) \| (?<actions>\d+) \|$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Row();
}
