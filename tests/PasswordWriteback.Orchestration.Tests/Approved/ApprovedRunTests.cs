using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Relay.Approval;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Orchestration.Tests.Approved;

/// <summary>Whole runs in writing mode approved: the cloud approves the plan, and an administrator writes it on the relay's server.</summary>
public sealed class ApprovedRunTests
{
    [Fact]
    public async Task AnApply_WaitsForTheAdministrator_GoesOnToItsEnd_AndNamesThem()
    {
        await using var run = await ApprovedRun.CreateAsync();
        run.AdministratorAfter = TimeSpan.FromDays(2);

        var report = await run.ApplyPlanAsync();

        Assert.Equal(Verdict.Compliant, report.Verdict);
        Assert.True(run.SwitchedOn);
        Assert.Contains("relay apply --plan", Assert.Single(run.Waits), StringComparison.Ordinal);
        var written = report.Changes.Where(change => change.Kind == ChangeKind.Permissions).ToList();
        Assert.Equal(2, written.Count);
        Assert.All(written, change => Assert.StartsWith($"{DemoForest.Administrator}, on ", change.By, StringComparison.Ordinal));
        var approved = report.Findings.Single(finding => finding.Code == FindingCodes.PlanApproved);
        Assert.Equal(FindingStatus.Met, approved.Status);
        Assert.Contains(DemoForest.Administrator, approved.Evidence.Summary, StringComparison.Ordinal);
        Assert.Contains(report.Timeline, entry => entry.Note.Contains(DemoForest.Administrator, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhenNoAdministratorComes_TheRunEnds_WithAFinding_AndNothingWritten()
    {
        await using var run = await ApprovedRun.CreateAsync();
        var began = run.World.Time.GetUtcNow();

        var report = await run.ApplyPlanAsync();

        Assert.NotEqual(Verdict.Compliant, report.Verdict);
        Assert.Empty(report.Changes);
        Assert.False(run.SwitchedOn);
        var approval = report.Findings.Single(finding => finding.Code == FindingCodes.PlanApproved);
        Assert.Equal(FindingStatus.ActionRequired, approval.Status);
        Assert.Contains("relay apply --plan", approval.Evidence.Summary, StringComparison.Ordinal);
        Assert.InRange(run.World.Time.GetUtcNow() - began, ApprovalStore.Wait, RunLimits.LocalApproval + TimeSpan.FromHours(1));
        Assert.Contains(report.Findings, finding => finding is { Code: FindingCodes.ResetPassword, Status: FindingStatus.NotMet });
    }

    [Fact]
    public async Task ARollback_WaitsForTheAdministrator_AndNamesThem()
    {
        await using var run = await ApprovedRun.CreateAsync();
        run.AdministratorAfter = TimeSpan.FromHours(5);
        var apply = await run.ApplyPlanAsync();

        var report = await run.World.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);

        Assert.False(run.SwitchedOn);
        var written = report.Changes.Where(change => change.Kind == ChangeKind.Permissions).ToList();
        Assert.Equal(2, written.Count);
        Assert.All(written, change => Assert.StartsWith($"{DemoForest.Administrator}, on ", change.By, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ACancelledRun_Ends_WhileTheRelayWaits_AndTheNextRunAsksAnew()
    {
        await using var run = await ApprovedRun.CreateAsync();
        var plan = await run.World.RunAsync(RunMode.Plan);
        var take = run.World.OnCommand!;
        run.World.OnCommand = async (world, attempt) =>
        {
            await take(world, attempt);
            if (attempt.Command is GrantPermissions { RunId: "run-2" })
            {
                await world.RaiseAsync("run-2", RunEvents.Cancel, new CancelRequest("bob", "not today"));
            }
        };

        var cancelled = await run.World.RunAsync(RunMode.Apply, planOf: plan.RunId);
        Assert.Empty(cancelled.Changes);
        Assert.Contains(cancelled.Findings, finding => finding.Code == FindingCodes.RunCompleted && finding.Status == FindingStatus.NotMet);

        run.AdministratorAfter = TimeSpan.FromHours(3);
        var report = await run.World.RunAsync(RunMode.Apply, planOf: plan.RunId);

        Assert.Equal(Verdict.Compliant, report.Verdict);
        Assert.All(report.Changes.Where(change => change.Kind == ChangeKind.Permissions), change => Assert.StartsWith($"{DemoForest.Administrator}, on ", change.By, StringComparison.Ordinal));
    }
}
