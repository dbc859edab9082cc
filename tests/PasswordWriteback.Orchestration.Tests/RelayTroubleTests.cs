using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Orchestration.Tests;

public sealed class RelayTroubleTests
{
    [Fact]
    public async Task ARelayThatNeverAccepts_IsAFindingAndNoHang()
    {
        await using var world = await RunWorld.CreateAsync();
        world.OnCommand = (_, _) => Task.CompletedTask;

        var report = await world.RunAsync(RunMode.Apply);

        var finding = Assert.Single(report.Findings, finding => finding.Code == FindingCodes.RelayAnswers);
        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Equal(RelayFindings.NotAnswering, (string?)finding.Evidence.Facts!["reason"]);
        Assert.NotEqual(Verdict.Compliant, report.Verdict);
    }

    [Fact]
    public async Task ACommand_IsSentAgainUntilItIsAccepted_AndThenNoMore()
    {
        await using var world = await RunWorld.CreateAsync();
        world.OnCommand = (w, attempt) => attempt.Attempt < 3 ? Task.CompletedTask : w.AnswerAsync(attempt.Command);

        var report = await world.RunAsync(RunMode.Check);

        Assert.Equal(FindingStatus.Met, report.Findings.Single(finding => finding.Code == FindingCodes.RelayAnswers).Status);
        Assert.All(
            world.Sent.GroupBy(sent => sent.Command.CommandId),
            attempts => Assert.Equal([1, 2, 3], attempts.Select(sent => sent.Attempt)));
    }

    [Fact]
    public async Task AcceptedButNeverAnswered_EndsAtTheDeadlineOfTheCommand()
    {
        await using var world = await RunWorld.CreateAsync();
        world.OnCommand = (w, attempt) => w.RaiseAsync(
            attempt.Command.RunId, RunEvents.Relay(attempt.Command.CommandId), new RelaySignal(RelaySignalKind.Accepted, "accepted"));

        var report = await world.RunAsync(RunMode.Check);

        Assert.Equal(FindingStatus.Unknown, report.Findings.Single(finding => finding.Code == FindingCodes.RelayAnswers).Status);
        Assert.All(world.Sent, sent => Assert.Equal(1, sent.Attempt));
    }

    [Fact]
    public async Task ARelay_ThatIsSilentForThreeHoursWhileAWriteReplicates_EndsNoApply()
    {
        await using var world = await RunWorld.CreateAsync();
        var back = world.Time.GetUtcNow() + TimeSpan.FromHours(3);
        world.OnCommand = (w, attempt) =>
            attempt.Command is ConfirmReplication && w.Time.GetUtcNow() < back ? Task.CompletedTask : w.AnswerAsync(attempt.Command);

        var report = await world.RunAsync(RunMode.Apply);

        Assert.True(world.Time.GetUtcNow() > back);
        Assert.Equal(Verdict.Compliant, report.Verdict);
        Assert.Equal(FindingStatus.Met, report.Findings.Single(finding => finding.Code == FindingCodes.RelayAnswers).Status);
        Assert.Single(report.Timeline, line => line.Note.Contains("did not accept ConfirmReplication", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(EnableWritebackOrchestrator.FirstVersion, 0, 1)]
    [InlineData(EnableWritebackOrchestrator.Version, 24, 25)]
    public async Task ARelay_ThatStaysSilentWhileAWriteReplicates_EndsTheApplyAtTheDeadlineOfTheConfirmation(string version, int fromHours, int toHours)
    {
        await using var world = await RunWorld.CreateAsync(version: version);
        var startedAt = world.Time.GetUtcNow();
        world.OnCommand = (w, attempt) => attempt.Command is ConfirmReplication ? Task.CompletedTask : w.AnswerAsync(attempt.Command);

        var report = await world.RunAsync(RunMode.Apply);

        Assert.InRange(world.Time.GetUtcNow() - startedAt, TimeSpan.FromHours(fromHours), TimeSpan.FromHours(toHours));
        Assert.Equal(FindingStatus.Unknown, report.Findings.Single(finding => finding.Code == FindingCodes.RelayAnswers).Status);
        Assert.False(world.Relay.SwitchOn);
        Assert.Equal(ChangeKind.Permissions, Assert.Single(report.Changes).Kind);
    }

    [Fact]
    public async Task AFailedCommand_IsToldWithItsRemedy()
    {
        await using var world = await RunWorld.CreateAsync();
        world.OnCommand = (w, attempt) => w.RaiseAsync(
            attempt.Command.RunId,
            RunEvents.Relay(attempt.Command.CommandId),
            new RelaySignal(RelaySignalKind.Completed, "failed", new CommandFailed(
                attempt.Command.CommandId, "Unreachable", "dc1 does not answer.", "Start dc1.")));

        var report = await world.RunAsync(RunMode.Check);

        var finding = report.Findings.Single(finding => finding.Code == FindingCodes.RelayAnswers);
        Assert.Equal("dc1 does not answer.", finding.Evidence.Summary);
        Assert.Equal("Start dc1.", finding.Remedy);
    }

    [Fact]
    public async Task GraphThatStaysDown_EndsTheRunWithAReport()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Tenant.GraphDown = true;

        var report = await world.RunAsync(RunMode.Check);

        var finding = report.Findings.Single(finding => finding.Code == FindingCodes.RunCompleted);
        Assert.Equal(FindingStatus.NotMet, finding.Status);
        Assert.Contains("graph.microsoft.com does not answer", finding.Evidence.Summary, StringComparison.Ordinal);
    }
}
