using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>Writes an approved plan. A plan that no longer fits ends here; it is never made anew by the run itself.</summary>
internal sealed class GrantSteps(Run run, RelayConversation relay)
{
    /// <summary>Whether the permissions are in the directory that was written to.</summary>
    public async Task<bool> GrantAsync(PermissionPlan plan)
    {
        if (plan.Targets.Count == 0)
        {
            return true;
        }

        run.Enter(RunSteps.Grant, $"Writing {plan.Targets.Count} descriptor(s)");
        var deadline = run.Context.CurrentTime + RunLimits.ChangeInFlight;
        while (true)
        {
            var granted = await relay.AskAsync<Granted>(id => new GrantPermissions(
                id, run.Input.TenantId, run.Context.InstanceId, relay.Forest, plan.Hash));
            if (granted is null)
            {
                return false;
            }

            run.Record(relay.Forest, granted.Writes, granted.By);
            run.Record(RelayFindings.Write(relay.Forest, granted.Outcome, granted.Detail));
            if (granted.By is { } administrator)
            {
                run.Record(new Finding(
                    FindingCodes.PlanApproved, FindingStatus.Met, relay.Forest, new Evidence($"{administrator} approved the plan on the relay's server.")));
            }

            run.Note($"{granted.Outcome}: {granted.Detail}");
            if (granted.Outcome != WriteOutcome.ChangeInFlight || run.Context.CurrentTime >= deadline)
            {
                return granted.Outcome is WriteOutcome.Written or WriteOutcome.NothingToDo;
            }

            await run.PauseAsync(RunLimits.ChangeInFlightPause);
        }
    }
}
