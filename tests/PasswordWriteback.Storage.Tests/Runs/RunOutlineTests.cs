using System.Text.Json;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Storage.Runs;

namespace PasswordWriteback.Storage.Tests.Runs;

public sealed class RunOutlineTests
{
    [Fact]
    public void Read_OfAReport_HoldsVerdictAndTimeline_AndSkipsTheRest()
    {
        var at = new DateTimeOffset(2026, 11, 22, 1, 2, 3, TimeSpan.Zero);
        var report = new RunReport(
            Guid.NewGuid(), "run-1", RunMode.Check, Verdict.NonCompliant,
            [new Finding(FindingCatalogue.All[0].Code, FindingStatus.NotMet, "corp.example", new Evidence("A sentence."))],
            [],
            [new TimelineEntry(at, "Licences", "Read."), new TimelineEntry(at, "Report", "Done.")],
            [new ForestReport("corp.example", Plan: null, Coverage: null, BlastRadius: null, [], [])]);

        var outline = RunOutline.Read(JsonSerializer.Serialize(report, OrchestrationJson.Default.RunReport));

        Assert.Equal(Verdict.NonCompliant, outline.Verdict);
        Assert.Equal(report.Timeline, outline.Timeline);
        Assert.Equal("corp.example", Assert.Single(outline.Forests).Forest);
    }

    [Fact]
    public void Read_OfAReportWithoutForests_HasNone()
    {
        var outline = RunOutline.Read("""{"verdict":"Unknown","timeline":[],"forests":[{"forest":"corp.example"}]}""");
        Assert.Empty(Assert.Single(outline.Forests).Controllers);

        Assert.Empty(RunOutline.Read("""{"verdict":"Unknown"}""").Forests);
        Assert.Empty(RunOutline.Read("""{"verdict":"Unknown"}""").Timeline);
    }
}
