using System.Text.Json;
using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Orchestration.Tests;

/// <summary>A status is below 2 KB, whatever a person has to be told: engines refuse a larger one, and that would end the run without a report.</summary>
public sealed class StatusSizeTests
{
    [Fact]
    public async Task AStepForManyDomains_IsAskedFor_AndTheRunComesToItsEnd()
    {
        await using var world = await RunWorld.CreateAsync();
        world.OnCommand = (w, attempt) => w.RelayOf(attempt.Command).Answer(attempt.Command) is var reply && reply is Assessed assessed
            ? w.AnswerAsync(attempt.Command, assessed with { PasswordPolicies = [.. Enumerable.Range(1, 12).Select(Policy)] })
            : w.AnswerAsync(attempt.Command, reply);

        var report = await world.RunAsync(RunMode.Apply, minimumAgeZero: true);

        Assert.True(report.CameToItsEnd);
        Assert.Contains(report.Timeline, entry => entry.Note.Contains("d12.contoso.example", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("\u00fc")]
    [InlineData("\U0001f4a5")]
    public void ANoteThatIsTooLong_IsCut_AndAllElseStays(string text)
    {
        var status = new RunStatus("Portal", string.Concat(Enumerable.Repeat(text, 2000)), "confirmation-portal-switch", DateTimeOffset.UnixEpoch, 3, 4);

        var cut = RunStatus.Cut(status);

        Assert.Equal(status with { Note = cut.Note }, RunStatus.Checked(cut));
        Assert.EndsWith(text + "\u2026", cut.Note, StringComparison.Ordinal);
        Assert.True(JsonSerializer.SerializeToUtf8Bytes(cut, OrchestrationJson.Default.RunStatus).Length > 1200);
    }

    [Fact]
    public void AStatusThatFits_StaysAsItIs()
    {
        var status = new RunStatus("Portal", new string('a', 1500));

        Assert.Same(status, RunStatus.Cut(status));
    }

    private static DomainPasswordPolicy Policy(int number) => new(
        $"d{number}.contoso.example", TimeSpan.FromDays(1), TimeSpan.FromDays(42), 7, 24, Complexity: true, Reading.Known<IReadOnlyList<FineGrainedPolicy>>([]),
        Reading.Unknown<HeadGroupPolicies>("SYSVOL was not read."));
}
