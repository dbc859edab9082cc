using System.Text.Json.Nodes;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>Gets a plan approved: by the plan run that the start names, or by a person who looks at it now.</summary>
internal sealed class PlanApprovals(Run run, string forest)
{
    /// <summary>Whether the plan may be written.</summary>
    public async Task<bool> ApproveAsync(PermissionPlan plan)
    {
        run.Enter(RunSteps.Approval);
        if (plan.Targets.Count == 0)
        {
            run.Record(Finding(FindingStatus.NotApplicable, "Every right is effective already; there is nothing to approve."));
            run.Note("Nothing to write");
            return true;
        }

        return run.Input.PlanOf is { } seen ? await ApprovedByPlanRunAsync(plan, seen) : await ApprovedByPersonAsync(plan);
    }

    private async Task<bool> ApprovedByPlanRunAsync(PermissionPlan plan, string seenRun)
    {
        var report = await run.Context.CallActivityAsync(
            RunActivities.LoadReport, new RunReference(run.Input.TenantId, seenRun), RunLimits.Retry);
        var seen = report?.Forests.FirstOrDefault(part => part.Forest.Equals(forest, StringComparison.OrdinalIgnoreCase))?.Plan;
        if (seen?.Hash == plan.Hash)
        {
            run.Record(Finding(FindingStatus.Met, $"The plan is the one that run {seenRun} showed.", plan.Hash));
            run.Note($"Plan {Short(plan)} is the one of run {seenRun}");
            return true;
        }

        var why = seen is null
            ? $"Run {seenRun} holds no plan for {forest}."
            : $"The directory has changed since run {seenRun}: its plan was {seen.Hash[..12]}, today's is {Short(plan)}.";
        run.Record(RelayFindings.Write(forest, WriteOutcome.PlanStale, why));
        run.Note($"PlanStale: {why}");
        return false;
    }

    private async Task<bool> ApprovedByPersonAsync(PermissionPlan plan)
    {
        var deadline = run.Context.CurrentTime + RunLimits.Approval;
        run.Note($"Plan {Short(plan)} waits for approval: {plan.Targets.Sum(target => target.Aces.Count)} ACEs for {plan.Account}");
        while (true)
        {
            run.Show(new RunStatus(RunSteps.Approval, $"Plan {plan.Hash} waits for approval", RunEvents.Approval, deadline, PlanHash: plan.Hash));
            if (await run.WaitAsync<PlanApproval>(RunEvents.Approval, deadline) is not { } approval)
            {
                run.Record(Finding(FindingStatus.ActionRequired, $"Nobody approved the plan by {deadline:u}.", plan.Hash));
                run.Note("Nobody approved the plan; nothing was written");
                return false;
            }

            if (approval.PlanHash == plan.Hash)
            {
                run.Record(Finding(FindingStatus.Met, $"{approval.By} approved the plan: {approval.Note}", plan.Hash));
                run.Note($"Approved by {approval.By}: {approval.Note}");
                return true;
            }

            run.Note($"{approval.By} approved another plan; this one still waits");
        }
    }

    private static string Short(PermissionPlan plan) => plan.Hash[..12];

    private Finding Finding(FindingStatus status, string summary, string? hash = null) => new(
        FindingCodes.PlanApproved,
        status,
        forest,
        new Evidence(summary, hash is null ? null : new JsonObject { ["planHash"] = hash }),
        status == FindingStatus.ActionRequired ? "Start the apply again and approve its plan, or name a plan run as planOf." : null);
}
