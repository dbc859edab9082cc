using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Orchestration.Tests;

public sealed class CancelAndRollbackTests
{
    [Fact]
    public async Task Cancel_WhileAPersonIsWaitedFor_EndsTheRunWithAReport()
    {
        await using var world = await RunWorld.CreateAsync();
        world.OnAsked = (w, run, _) => w.RaiseAsync(run, RunEvents.Cancel, new CancelRequest("bob", "not today"));

        var report = await world.RunAsync(RunMode.Apply);

        var finding = report.Findings.Single(finding => finding.Code == FindingCodes.RunCompleted);
        Assert.Equal(FindingStatus.NotMet, finding.Status);
        Assert.Contains("bob", finding.Evidence.Summary, StringComparison.Ordinal);
        Assert.Empty(report.Changes);
    }

    [Fact]
    public async Task Cancel_DuringAWrite_LetsTheWriteEnd_AndSaysHowToUndoIt()
    {
        await using var world = await RunWorld.CreateAsync();
        world.OnCommand = async (w, attempt) =>
        {
            if (attempt.Command is GrantPermissions)
            {
                await w.RaiseAsync(attempt.Command.RunId, RunEvents.Cancel, new CancelRequest("bob", "stop"));
            }

            await w.AnswerAsync(attempt.Command);
        };

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(ChangeKind.Permissions, Assert.Single(report.Changes).Kind);
        var finding = report.Findings.Single(finding => finding.Code == FindingCodes.RunCompleted);
        Assert.Contains("rollback", finding.Remedy, StringComparison.Ordinal);
        Assert.False(world.Relay.SwitchOn);
    }

    [Fact]
    public async Task Rollback_TurnsTheSwitchOffFirst_ThenTakesTheAcesBack()
    {
        await using var world = await RunWorld.CreateAsync();
        var apply = await world.RunAsync(RunMode.Apply);

        var report = await world.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);

        Assert.False(world.Relay.SwitchOn);
        Assert.False(world.Relay.Granted);
        Assert.Equal([ChangeKind.ConnectSwitch, ChangeKind.Permissions], report.Changes.Select(change => change.Kind));
        var revoke = Assert.Single(world.Relay.Commands.OfType<RevokePermissions>());
        Assert.Equal(apply.RunId, revoke.GrantRunId);
    }

    [Fact]
    public async Task Rollback_OfAnApplyThatFoundTheSwitchOn_RefusesToTakeRightsAway()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Relay.SwitchOn = true;
        var apply = await world.RunAsync(RunMode.Apply);

        var report = await world.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);

        Assert.True(world.Relay.SwitchOn);
        Assert.True(world.Relay.Granted);
        Assert.Empty(report.Changes);
        Assert.Equal(Verdict.Blocked, report.Verdict);
    }

    [Fact]
    public async Task Rollback_WhereAnotherServerIsNowTheOneThatWritesBack_LeavesItsSwitchAlone()
    {
        await using var world = await RunWorld.CreateAsync();
        var apply = await world.RunAsync(RunMode.Apply);
        world.Relay.ServerName = "SYNC2";

        var report = await world.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);

        Assert.True(world.Relay.SwitchOn);
        Assert.True(world.Relay.Granted);
        Assert.Empty(report.Changes);
        Assert.Contains(report.Timeline, entry => entry.Note.Contains("on at SYNC2", StringComparison.Ordinal) && entry.Note.Contains("SYNC1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ASwitchThatSomebodyElseTurnedOnMeanwhile_IsNoChangeOfTheRun_AndIsNotRolledBack()
    {
        await using var world = await RunWorld.CreateAsync();
        world.OnCommand = (w, attempt) =>
        {
            w.Relay.SwitchOn |= attempt.Command is SetConnectWriteback { Enabled: true };
            return w.AnswerAsync(attempt.Command);
        };
        var apply = await world.RunAsync(RunMode.Apply);

        await world.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);

        Assert.DoesNotContain(apply.Changes, change => change.Kind == ChangeKind.ConnectSwitch);
        Assert.True(world.Relay.SwitchOn);
        Assert.True(world.Relay.Granted);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no-such-run")]
    public async Task Rollback_OfNoApply_ChangesNothing(string? of)
    {
        await using var world = await RunWorld.CreateAsync();

        var report = await world.RunAsync(RunMode.Rollback, rollbackOf: of);

        Assert.Equal(Verdict.Blocked, report.Verdict);
        Assert.Equal(0, world.Relay.Writes);
    }

    [Fact]
    public async Task PortalStepsThatAPersonConfirmed_AreKeptAsAttestations()
    {
        await using var world = await RunWorld.CreateAsync();

        await world.RunAsync(RunMode.Apply);

        Assert.Equal("alice", world.Attestations[FindingCodes.WritebackEnabledInPortal].By);
    }
}
