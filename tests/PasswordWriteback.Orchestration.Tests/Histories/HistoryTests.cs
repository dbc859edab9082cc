using System.Text.Json;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Local.Engine.History;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Orchestration.Tests.Histories;

/// <summary>Runs that began under an older build go on under this one: every committed history replays. See README.md here.</summary>
public sealed class HistoryTests
{
    /// <summary>Directory to record into; unset: a temporary one.</summary>
    private const string RecordInto = "RECORD_HISTORIES";

    public static TheoryData<string> Files => [.. RecordedRun.Files()];

    public static TheoryData<string> Runs => [.. ScriptedRuns.All.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void ACommittedHistory_ReplaysUnderTodaysCode(string file) =>
        HistoryReplay.AsAfterARestart(RecordedRun.Read(RecordedRun.Folder, file));

    [Theory]
    [MemberData(nameof(Files))]
    public void ACommittedHistory_LeadsToTheSameCallsTimersAndVerdict(string file)
    {
        var run = RecordedRun.Read(RecordedRun.Folder, file);

        var report = HistoryReplay.Strictly(run);

        var recorded = Assert.IsType<RunCompleted>(run.History()[^1]).Output.Deserialize(OrchestrationJson.Default.RunReport)!;
        Assert.Equal(recorded.Verdict, report.Verdict);
        Assert.Equal(Findings(recorded), Findings(report));
        Assert.Equal(Changes(recorded), Changes(report));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void EveryScriptedRun_HasAHistoryOfEachVersionThatMadeIt(string name) => Assert.All(
        new[] { "1.0", "1.1" }.Where(version => string.CompareOrdinal(version, ScriptedRuns.All[name].Since) >= 0),
        version => Assert.Contains($"{EnableWritebackOrchestrator.Name}-{version}/{name}", RecordedRun.Files()));

    [Fact]
    public void EveryActivity_StandsInAHistory()
    {
        var called = RecordedRun.Files()
            .SelectMany(file => RecordedRun.Read(RecordedRun.Folder, file).History().OfType<ActivityScheduled>())
            .Select(call => call.Name)
            .ToHashSet(StringComparer.Ordinal);

        Assert.Equal(RunPayloads.Activities.Keys.Order(StringComparer.Ordinal), called.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AHistoryThatOtherCodeMade_FailsWithTheDifference()
    {
        var run = RecordedRun.Read(RecordedRun.Folder, "EnableWriteback-1.0/apply");
        var second = run.Lines.Index().Where(line => line.Item.GetProperty("kind").GetString() == "activityScheduled").ElementAt(1).Index;
        var other = JsonElement.Parse(run.Lines[second].GetRawText().Replace("ReadLicences", "ReadTenant", StringComparison.Ordinal));

        var mismatch = Assert.Throws<HistoryMismatchException>(
            () => HistoryReplay.AsAfterARestart(run with { Lines = [.. run.Lines.Take(second), other, .. run.Lines.Skip(second + 1)] }));

        Assert.StartsWith(
            "The code does not match the history at event 4: recorded is call of activity 'ReadTenant' (task 2), "
            + "the code did call of activity 'ReadLicences' (task 2).",
            mismatch.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task ARunOfToday_IsRecordedAndReplays(string name)
    {
        var temporary = Directory.CreateTempSubdirectory("writeback-histories-");
        try
        {
            var folder = Environment.GetEnvironmentVariable(RecordInto) ?? temporary.FullName;
            var script = ScriptedRuns.All[name];
            await using var world = await RunWorld.CreateAsync();
            var live = await script.RunAsync(world);
            Assert.Equal(script.Verdict, live.Verdict);
            var file = $"{EnableWritebackOrchestrator.Name}-{EnableWritebackOrchestrator.Version}/{name}";
            if (!File.Exists(Path.Combine(folder, file + ".json")))
            {
                RecordedRun.Write(folder, name, live.RunId, script.What, await world.HistoryAsync(live.RunId));
            }

            var replayed = HistoryReplay.Strictly(RecordedRun.Read(folder, file));

            Assert.Equal(Findings(live), Findings(replayed));
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> Findings(RunReport report) =>
        report.Findings.Select(finding => $"{finding.Code} {finding.Subject}: {finding.Status}");

    private static IEnumerable<string> Changes(RunReport report) =>
        report.Changes.Select(change => $"{change.At:O} {change.Kind} {change.Target}");
}
