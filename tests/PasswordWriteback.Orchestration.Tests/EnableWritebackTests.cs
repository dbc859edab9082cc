using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Orchestration.Tests;

public sealed class EnableWritebackTests
{
    [Fact]
    public async Task Apply_OfATenantWithoutRights_EndsCompliant()
    {
        await using var world = await RunWorld.CreateAsync();

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(Verdict.Compliant, report.Verdict);
        Assert.Equal(
            [ChangeKind.Permissions, ChangeKind.ConnectSwitch, ChangeKind.PersonStep],
            report.Changes.Select(change => change.Kind));
        Assert.All(report.Findings, finding => Assert.True(
            finding.Status is FindingStatus.Met or FindingStatus.NotApplicable || !finding.Required, finding.Code));
    }

    [Theory]
    [InlineData(RunMode.Check)]
    [InlineData(RunMode.Plan)]
    public async Task CheckAndPlan_OfATenantWithoutRights_WriteNothing(RunMode mode)
    {
        await using var world = await RunWorld.CreateAsync();

        var report = await world.RunAsync(mode);

        Assert.Equal(Verdict.NonCompliant, report.Verdict);
        Assert.Empty(report.Changes);
        Assert.Equal(0, world.Relay.Writes);
        Assert.Equal(ScriptedRelay.PlanHash, Assert.Single(report.Forests).Plan?.Hash);
    }

    [Fact]
    public async Task Check_AfterAnApply_IsCompliantAndAsksTheControllers()
    {
        await using var world = await RunWorld.CreateAsync();
        await world.RunAsync(RunMode.Apply);
        var writes = world.Relay.Writes;

        var report = await world.RunAsync(RunMode.Check);

        Assert.Equal(Verdict.Compliant, report.Verdict);
        Assert.Equal(writes, world.Relay.Writes);
        Assert.Equal(FindingStatus.Met, Status(report, FindingCodes.RequiredControllers));
    }

    [Fact]
    public async Task ASecondApply_FindsNothingToWrite()
    {
        await using var world = await RunWorld.CreateAsync();
        await world.RunAsync(RunMode.Apply);

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(Verdict.Compliant, report.Verdict);
        Assert.Empty(report.Changes);
        Assert.Equal(FindingStatus.NotApplicable, Status(report, FindingCodes.PlanApproved));
        Assert.Single(world.Relay.Commands.OfType<GrantPermissions>());
    }

    [Fact]
    public async Task Apply_SwitchesOn_OnlyAfterEveryRequiredControllerConfirmed()
    {
        await using var world = await RunWorld.CreateAsync();

        await world.RunAsync(RunMode.Apply);

        var kinds = world.Relay.Commands.ConvertAll(command => command.GetType());
        Assert.Equal(3, kinds.Count(kind => kind == typeof(ConfirmReplication)));
        Assert.True(kinds.LastIndexOf(typeof(ConfirmReplication)) < kinds.IndexOf(typeof(SetConnectWriteback)));
    }

    [Fact]
    public async Task Apply_WhenAControllerStaysBehind_EndsAtTheDeadlineAndSwitchesNothingOn()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Relay.SecondController.Clear();
        world.Relay.SecondController.Enqueue(ConfirmationState.Unreachable);
        var startedAt = world.Time.GetUtcNow();

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(Verdict.NonCompliant, report.Verdict);
        Assert.NotEqual(FindingStatus.Met, Status(report, FindingCodes.RequiredControllers));
        Assert.Contains("dc2.contoso.example", Find(report, FindingCodes.RequiredControllers).Evidence.Summary, StringComparison.Ordinal);
        Assert.False(world.Relay.SwitchOn);
        Assert.InRange(world.Time.GetUtcNow() - startedAt, ReplicationTime.UsualDeadline, ReplicationTime.UsualDeadline + TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Apply_GoesOnWithoutAControllerThatAPersonReleased_AndSaysWhoAnsweredForIt()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Relay.SecondController.Clear();
        world.Relay.SecondController.Enqueue(ConfirmationState.Unreachable);
        var asked = 0;
        world.OnCommand = async (w, attempt) =>
        {
            await w.AnswerAsync(attempt.Command);
            if (attempt.Command is ConfirmReplication && ++asked == 3)
            {
                await w.RaiseAsync(attempt.Command.RunId, RunEvents.Release, new ControllerRelease("DC2.contoso.example", "alice", "it burnt down"));
            }
        };

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(Verdict.Compliant, report.Verdict);
        Assert.True(world.Relay.SwitchOn);
        Assert.Equal(4, asked);
        Assert.Equal(FindingStatus.NotMet, Status(report, FindingCodes.OtherControllers));
        Assert.Contains(report.Changes, change => change is { Kind: ChangeKind.PersonStep, By: "alice", Target: "DC2.contoso.example" });
        Assert.Contains(report.Timeline, entry => entry.Note.Contains("burnt down", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Apply_AControllerThatAnswersAgain_IsWaitedForThoughItWasReleased()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Relay.SecondController.Clear();
        foreach (var state in new[] { ConfirmationState.Unreachable, ConfirmationState.RootPending, ConfirmationState.RootPending, ConfirmationState.Confirmed })
        {
            world.Relay.SecondController.Enqueue(state);
        }

        var asked = 0;
        world.OnCommand = async (w, attempt) =>
        {
            await w.AnswerAsync(attempt.Command);
            if (attempt.Command is ConfirmReplication && ++asked == 1)
            {
                await w.RaiseAsync(attempt.Command.RunId, RunEvents.Release, new ControllerRelease("dc2.contoso.example", "alice", "it burnt down"));
            }
        };

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(Verdict.Compliant, report.Verdict);
        Assert.Equal(4, asked);
    }

    [Fact]
    public async Task Apply_WhileUsersStillInherit_ReadsBackUntilNoneIsLeft_ThenSwitchesOn()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Relay.SlowInheritance = 2;

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(Verdict.Compliant, report.Verdict);
        Assert.Equal(4, world.Relay.Commands.OfType<AssessPermissions>().Count());
    }

    [Fact]
    public async Task Apply_WithUsersThatLackARightUnexplained_EndsAtTheDeadlineAndSwitchesNothingOn()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Relay.SlowInheritance = int.MaxValue;

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(Verdict.NonCompliant, report.Verdict);
        Assert.False(world.Relay.SwitchOn);
        Assert.Equal(2, (int?)Find(report, FindingCodes.RequiredControllers).Evidence.Facts!["unexplainedUsers"]);
    }

    [Fact]
    public async Task Apply_WhosePermissionsCannotBeReadBack_SwitchesNothingOn()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Relay.ReadBackFails = true;

        var report = await world.RunAsync(RunMode.Apply);

        Assert.False(world.Relay.SwitchOn);
        Assert.NotEqual(Verdict.Compliant, report.Verdict);
    }

    [Fact]
    public async Task Apply_WithAnUnacceptedPrivilegedAccount_IsBlockedAndWritesNothing()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Relay.UnacceptedPrivileged = 1;

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(Verdict.Blocked, report.Verdict);
        Assert.Equal(0, world.Relay.Writes);
        Assert.Equal(FindingStatus.NotMet, Status(report, FindingCodes.BlastRadiusAccepted));
    }

    [Fact]
    public async Task Apply_OfAForestThatBelongsToAnotherTenant_IsBlockedAndWritesNothing()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Relay.BoundTenant = Guid.Empty;

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(Verdict.Blocked, report.Verdict);
        Assert.Equal(0, world.Relay.Writes);
    }

    [Theory]
    [InlineData(WriteOutcome.PlanStale, FindingCodes.PlanFits)]
    [InlineData(WriteOutcome.ConcurrentChange, FindingCodes.ForeignChange)]
    [InlineData(WriteOutcome.Refused, FindingCodes.PlanAllowed)]
    [InlineData(WriteOutcome.ChangeInFlight, FindingCodes.PlanFits)]
    public async Task Apply_WhenTheWriteDoesNotEndWell_StopsThereAndSaysSo(WriteOutcome outcome, string code)
    {
        await using var world = await RunWorld.CreateAsync();
        world.Relay.GrantOutcome = outcome;

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(Verdict.Blocked, report.Verdict);
        Assert.Equal(FindingStatus.NotMet, Status(report, code));
        Assert.False(world.Relay.SwitchOn);
    }

    [Fact]
    public async Task Apply_WithAPlanThatWasSeen_NeedsNoFurtherApproval()
    {
        await using var world = await RunWorld.CreateAsync();
        var plan = await world.RunAsync(RunMode.Plan);
        var asked = new List<string>();
        world.OnAsked = (w, run, what) =>
        {
            asked.Add(what);
            return RunWorld.DoAsAsked(w, run, what);
        };

        var report = await world.RunAsync(RunMode.Apply, planOf: plan.RunId);

        Assert.Equal(Verdict.Compliant, report.Verdict);
        Assert.DoesNotContain(RunEvents.Approval, asked);
    }

    [Fact]
    public async Task Apply_WithThePlanOfARunThatHasNone_EndsAsPlanStale()
    {
        await using var world = await RunWorld.CreateAsync();

        var report = await world.RunAsync(RunMode.Apply, planOf: "run-of-yesterday");

        Assert.Equal(FindingStatus.NotMet, Status(report, FindingCodes.PlanFits));
        Assert.Equal(0, world.Relay.Writes);
    }

    [Fact]
    public async Task Apply_ThatNobodyApproves_EndsAfterAWeekAndAsksForAction()
    {
        await using var world = await RunWorld.CreateAsync();
        world.OnAsked = (_, _, _) => Task.CompletedTask;

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(FindingStatus.ActionRequired, Status(report, FindingCodes.PlanApproved));
        Assert.Equal(0, world.Relay.Writes);
    }

    [Fact]
    public async Task Apply_ApprovedForAnotherPlan_StillWaits()
    {
        await using var world = await RunWorld.CreateAsync();
        world.OnAsked = (w, run, what) => what == RunEvents.Approval
            ? w.RaiseAsync(run, what, new PlanApproval("another", "mallory", "hurry"))
            : RunWorld.DoAsAsked(w, run, what);

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(FindingStatus.ActionRequired, Status(report, FindingCodes.PlanApproved));
        Assert.Equal(0, world.Relay.Writes);
    }

    [Fact]
    public async Task Apply_OfATenantThatWantsAgeZero_WatchesTheHeadUntilItFollows()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Relay.MinimumAge = TimeSpan.FromDays(1);

        var report = await world.RunAsync(RunMode.Apply, minimumAgeZero: true);

        Assert.Equal(FindingStatus.Met, Status(report, FindingCodes.MinimumPasswordAge));
        Assert.Contains(report.Changes, change => change.Target.Contains("Minimum password age", StringComparison.Ordinal));
    }

    private static Finding Find(RunReport report, string code) => Assert.Single(report.Findings, finding => finding.Code == code);

    private static FindingStatus Status(RunReport report, string code) => Find(report, code).Status;
}
