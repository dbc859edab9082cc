using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Orchestration.Tests.Histories;

/// <summary>A run whose history is kept.</summary>
/// <param name="What">One sentence for whoever reads the file.</param>
/// <param name="Verdict">How it ends today.</param>
/// <param name="RunAsync">Makes it; the last report is the one of the run that is kept.</param>
/// <param name="Since">The version that made it first: there is a history of this one and of each later one.</param>
internal sealed record ScriptedRun(string What, Verdict Verdict, Func<RunWorld, Task<RunReport>> RunAsync, string Since = EnableWritebackOrchestrator.FirstVersion);

/// <summary>The runs of EnableWriteback that are kept, by the name of their file: every step and every way out of a wait, once.</summary>
internal static class ScriptedRuns
{
    public static readonly IReadOnlyDictionary<string, ScriptedRun> All = new Dictionary<string, ScriptedRun>(StringComparer.Ordinal)
    {
        ["check"] = new("Check of a tenant whose connector account has no rights.", Verdict.NonCompliant, world => world.RunAsync(RunMode.Check)),
        ["check-after-apply"] = new("Check of a tenant that an apply has set up: the domain controllers are asked too.", Verdict.Compliant, CheckAfterApplyAsync),
        ["check-relay-silent"] = new("Check while no relay accepts a command: sent five times, then a finding.", Verdict.ActionRequired, RelaySilentAsync),
        ["check-graph-down"] = new("Check while Microsoft Graph does not answer: four attempts with pauses, then the report.", Verdict.NonCompliant, GraphDownAsync),
        ["plan"] = new("Plan for a tenant whose connector account has no rights.", Verdict.NonCompliant, world => world.RunAsync(RunMode.Plan)),
        ["apply"] = new("Apply, approved and confirmed by a person, to Compliant.", Verdict.Compliant, world => world.RunAsync(RunMode.Apply)),
        ["apply-with-plan"] = new("Apply of the plan of an earlier run, so nobody is asked to approve it.", Verdict.Compliant, ApplyWithPlanAsync),
        ["apply-password-age"] = new("Apply for a tenant that wants a minimum password age of 0, and has 1 day.", Verdict.Compliant, PasswordAgeAsync),
        ["apply-controller-behind"] = new("Apply with a required domain controller out of reach until the deadline; nothing is switched on.", Verdict.NonCompliant, ControllerBehindAsync),
        ["apply-administrators"] = new("Apply for a tenant whose administrators are not to reset their own passwords.", Verdict.Compliant, world => world.RunAsync(RunMode.Apply, administratorsMayReset: false)),
        ["apply-cancelled"] = new("Apply, cancelled while its approval is waited for.", Verdict.NonCompliant, CancelledAsync),
        ["apply-cancelled-in-write"] = new("Apply, cancelled while the permissions are written: the write ends first.", Verdict.NonCompliant, CancelledInWriteAsync),
        ["rollback-administrators"] = new("Rollback of an apply that set who may reset: that is set back last.", Verdict.NonCompliant, RollbackAdministratorsAsync),
        ["apply-superseded"] = new("Apply whose permissions somebody takes away during the confirmation: it ends when that is seen twice.", Verdict.Blocked, SupersededAsync, "1.1"),
        ["apply-alarm-withdrawn"] = new("Apply during which another's change is seen and made good again: it goes on to its end.", Verdict.Compliant, AlarmWithdrawnAsync, "1.1"),
        ["rollback-in-flight"] = new("Rollback that meets a change on its way between domain controllers, and tries again.", Verdict.NonCompliant, RollbackInFlightAsync, "1.1"),
        ["rollback"] = new("Rollback of an apply: first the switch, then the permissions.", Verdict.NonCompliant, RollbackAsync),
    };

    private static async Task<RunReport> CheckAfterApplyAsync(RunWorld world)
    {
        await world.RunAsync(RunMode.Apply);
        return await world.RunAsync(RunMode.Check);
    }

    private static Task<RunReport> RelaySilentAsync(RunWorld world)
    {
        world.OnCommand = (_, _) => Task.CompletedTask;
        return world.RunAsync(RunMode.Check);
    }

    private static Task<RunReport> GraphDownAsync(RunWorld world)
    {
        world.Tenant.GraphDown = true;
        return world.RunAsync(RunMode.Check);
    }

    private static async Task<RunReport> ApplyWithPlanAsync(RunWorld world)
    {
        var plan = await world.RunAsync(RunMode.Plan);
        return await world.RunAsync(RunMode.Apply, planOf: plan.RunId);
    }

    private static Task<RunReport> PasswordAgeAsync(RunWorld world)
    {
        world.Relay.MinimumAge = TimeSpan.FromDays(1);
        return world.RunAsync(RunMode.Apply, minimumAgeZero: true);
    }

    private static Task<RunReport> ControllerBehindAsync(RunWorld world)
    {
        world.Relay.SecondController.Clear();
        world.Relay.SecondController.Enqueue(ConfirmationState.Unreachable);
        return world.RunAsync(RunMode.Apply);
    }

    private static Task<RunReport> CancelledAsync(RunWorld world)
    {
        world.OnAsked = (w, run, _) => w.RaiseAsync(run, RunEvents.Cancel, new CancelRequest("bob", "not today"));
        return world.RunAsync(RunMode.Apply);
    }

    private static Task<RunReport> CancelledInWriteAsync(RunWorld world)
    {
        world.OnCommand = async (w, attempt) =>
        {
            if (attempt.Command is GrantPermissions)
            {
                await w.RaiseAsync(attempt.Command.RunId, RunEvents.Cancel, new CancelRequest("bob", "stop"));
            }

            await w.AnswerAsync(attempt.Command);
        };
        return world.RunAsync(RunMode.Apply);
    }

    private static async Task<RunReport> RollbackAdministratorsAsync(RunWorld world)
    {
        var apply = await world.RunAsync(RunMode.Apply, administratorsMayReset: false);
        return await world.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);
    }

    private static Task<RunReport> SupersededAsync(RunWorld world)
    {
        world.Relay.Trouble.Enqueue(("OU=Staff is not as written.", "OU=Staff is not as written, on dc1 itself."));
        world.Relay.Trouble.Enqueue(("OU=Staff is not as written.", "OU=Staff is not as written, on dc1 itself."));
        return world.RunAsync(RunMode.Apply);
    }

    private static Task<RunReport> AlarmWithdrawnAsync(RunWorld world)
    {
        world.Relay.Trouble.Enqueue(("OU=Staff is not as written.", "OU=Staff is not as written, on dc1 itself."));
        world.Relay.Trouble.Enqueue(("OU=Staff is not as written on dc2.", null));
        return world.RunAsync(RunMode.Apply);
    }

    private static async Task<RunReport> RollbackInFlightAsync(RunWorld world)
    {
        var apply = await world.RunAsync(RunMode.Apply);
        world.Relay.RevokesInFlight = 2;
        return await world.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);
    }

    private static async Task<RunReport> RollbackAsync(RunWorld world)
    {
        var apply = await world.RunAsync(RunMode.Apply);
        return await world.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);
    }
}
