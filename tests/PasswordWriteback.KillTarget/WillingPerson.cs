using PasswordWriteback.Local.Engine;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.KillTarget;

/// <summary>Does whatever the run asks of a person, at once; after a restart possibly once more.</summary>
internal sealed class WillingPerson(LocalEngine engine, DurableForest forest, DurableConnect connect, DurableInbox inbox, Marks marks)
{
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    public async Task DoAsync(string asked)
    {
        if (!_done.Add(asked))
        {
            return;
        }

        marks.Say(asked, "asked");
        if (asked == RunEvents.Approval)
        {
            await engine.RaiseEventAsync(RunFolder.RunId, asked, new PlanApproval(inbox.Plan!.Hash, "alice", "looked at it"));
        }
        else
        {
            if (asked == RunEvents.Confirmation(PersonStepNames.MinimumPasswordAge))
            {
                forest.Simulated.Modify(DemoForest.RootPdc, DemoForest.RootDn, "minPwdAge", "0");
            }
            else if (asked == RunEvents.Confirmation(PersonStepNames.CanaryReset))
            {
                new SimulatedCloudReset(forest.Simulated, connect.Server, connect.Log).Reset(DemoForest.CanaryPrincipalName);
                await connect.SaveAsync();
            }

            forest.Save();
            await engine.RaiseEventAsync(RunFolder.RunId, asked, new StepConfirmation("alice", "done"));
        }

        marks.Say(asked, "done");
    }
}
