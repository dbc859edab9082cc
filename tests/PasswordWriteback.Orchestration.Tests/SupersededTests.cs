using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Orchestration.Tests;

/// <summary>Somebody's later change during the confirmation: what ends the run, what is waited for, and what is forgotten.</summary>
public sealed class SupersededTests
{
    private const string Alarm = "OU=Staff has version 5, and what was written is gone. Seen on dc1.contoso.example.";
    private const string Gone = "OU=Staff has version 5, and what was written is gone. Seen on dc1.contoso.example itself, which was written to.";

    [Fact]
    public async Task AWriteThatIsGoneForGood_EndsTheApply_LongBeforeTheDeadline()
    {
        await using var world = await CreateAsync((Alarm, Gone), (Alarm, Gone));
        var startedAt = world.Time.GetUtcNow();

        var report = await world.RunAsync(RunMode.Apply);

        Assert.True(world.Time.GetUtcNow() - startedAt < TimeSpan.FromMinutes(10));
        Assert.Equal(2, world.Relay.Commands.OfType<ConfirmReplication>().Count());
        Assert.False(world.Relay.SwitchOn);
        Assert.Equal(Verdict.Blocked, report.Verdict);
        var replication = report.Findings.Single(finding => finding.Code == FindingCodes.RequiredControllers);
        Assert.Equal(FindingStatus.NotMet, replication.Status);
        Assert.Contains(Gone, replication.Evidence.Summary, StringComparison.Ordinal);
        Assert.Contains("run the apply again", replication.Remedy, StringComparison.Ordinal);
        Assert.Equal(FindingStatus.NotMet, report.Findings.Single(finding => finding.Code == FindingCodes.ForeignChange).Status);
        Assert.Equal(ChangeKind.Permissions, Assert.Single(report.Changes).Kind);
    }

    [Fact]
    public async Task AWriteThatIsSeenGoneOnce_AndThenThere_IsWaitedFor()
    {
        await using var world = await CreateAsync((Alarm, Gone));

        Assert.Equal(Verdict.Compliant, (await world.RunAsync(RunMode.Apply)).Verdict);
    }

    [Fact]
    public async Task AnotherControllersAlarm_EndsNothing_AndIsForgottenOnceAllHaveIt()
    {
        await using var world = await CreateAsync((Alarm, null), (Alarm, null), (Alarm, null));

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(Verdict.Compliant, report.Verdict);
        Assert.True(world.Relay.SwitchOn);
        Assert.Equal(FindingStatus.Met, report.Findings.Single(finding => finding.Code == FindingCodes.ForeignChange).Status);
    }

    [Fact]
    public async Task ARunOfVersion10_GoesOnAskingUntilItsDeadline_AsItsHistoryHasIt()
    {
        await using var world = await RunWorld.CreateAsync(version: EnableWritebackOrchestrator.FirstVersion);
        for (var times = 0; times < 1000; times++)
        {
            world.Relay.Trouble.Enqueue((Alarm, Gone));
        }

        var startedAt = world.Time.GetUtcNow();

        await world.RunAsync(RunMode.Apply);

        Assert.InRange(world.Time.GetUtcNow() - startedAt, ReplicationTime.UsualDeadline, ReplicationTime.UsualDeadline + TimeSpan.FromHours(1));
        Assert.False(world.Relay.SwitchOn);
    }

    [Fact]
    public async Task ARollback_ThatMeetsAChangeInFlight_TriesAgainUntilTheControllersAgree()
    {
        await using var world = await RunWorld.CreateAsync();
        var apply = await world.RunAsync(RunMode.Apply);
        world.Relay.RevokesInFlight = 3;

        var report = await world.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);

        Assert.False(world.Relay.Granted);
        Assert.Equal(4, world.Relay.Commands.OfType<RevokePermissions>().Count());
        Assert.Single(report.Changes, change => change.Kind == ChangeKind.Permissions);
        Assert.Equal(FindingStatus.Met, report.Findings.Single(finding => finding.Code == FindingCodes.PlanFits).Status);
    }

    [Fact]
    public async Task ARollback_WhoseControllersNeverAgree_EndsAtTheDeadline_AndSaysWhatToStartAgain()
    {
        await using var world = await RunWorld.CreateAsync();
        var apply = await world.RunAsync(RunMode.Apply);
        world.Relay.RevokesInFlight = int.MaxValue;
        var startedAt = world.Time.GetUtcNow();

        var report = await world.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);

        Assert.InRange(world.Time.GetUtcNow() - startedAt, RunLimits.ChangeInFlight, RunLimits.ChangeInFlight + TimeSpan.FromMinutes(10));
        Assert.True(world.Relay.Granted);
        var fits = report.Findings.Single(finding => finding.Code == FindingCodes.PlanFits);
        Assert.Equal(FindingStatus.NotMet, fits.Status);
        Assert.Contains("start the rollback again", fits.Remedy, StringComparison.Ordinal);
    }

    private static async Task<RunWorld> CreateAsync(params (string, string?)[] trouble)
    {
        var world = await RunWorld.CreateAsync();
        Array.ForEach(trouble, world.Relay.Trouble.Enqueue);
        return world;
    }
}
