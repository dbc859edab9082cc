using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Demo;

/// <summary>
/// Does what the run asks of a person: approves the plan after a look, sets the portal, changes the Group Policy, resets
/// the canary's password in the cloud. Everything it does is announced as simulated.
/// </summary>
internal sealed class SimulatedPerson(DemoWorld world)
{
    private const string Name = "simulated administrator";
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    /// <summary>Acts when the run waits for a person; each thing once.</summary>
    public async Task ActAsync(string runId, RunStatus status, CancellationToken cancellationToken)
    {
        if (status.WaitingFor is not { } waitingFor || !_done.Add(waitingFor))
        {
            return;
        }

        if (waitingFor == RunEvents.Approval)
        {
            var plan = world.LastPlan ?? throw new InvalidOperationException("The run asks for approval and no plan was seen.");
            world.Announce($"approves the plan {plan.Hash[..12]}: {plan.Targets.Sum(target => target.Aces.Count)} ACEs for {plan.Account}");
            await world.RaiseAsync(runId, waitingFor, new PlanApproval(plan.Hash, Name, "looked at the plan and its blast radius")).ConfigureAwait(false);
            return;
        }

        await DoAsync(waitingFor, cancellationToken).ConfigureAwait(false);
        await world.RaiseAsync(runId, waitingFor, new StepConfirmation(Name, "done")).ConfigureAwait(false);
    }

    private async Task DoAsync(string waitingFor, CancellationToken cancellationToken)
    {
        if (waitingFor == RunEvents.Confirmation(PersonStepNames.ResetScope))
        {
            world.Announce("sets Self-service password reset to All in the portal");
            world.Tenant.Administrator.SetResetScope(ResetScope.All);
        }
        else if (waitingFor == RunEvents.Confirmation(PersonStepNames.PortalSwitch))
        {
            world.Announce("ticks Write back passwords under On-premises integration");
            world.Tenant.Administrator.EnableOnPremisesIntegration();
        }
        else if (waitingFor == RunEvents.Confirmation(PersonStepNames.MinimumPasswordAge))
        {
            world.Announce("sets Minimum password age to 0 in the Default Domain Policy, and runs gpupdate on the PDC emulator");
            world.SetMinimumPasswordAgeToZero();
        }
        else if (waitingFor == RunEvents.Confirmation(PersonStepNames.CanaryReset))
        {
            world.Announce("resets the own password as the canary user at https://aka.ms/sspr");
            await world.ResetCanaryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
