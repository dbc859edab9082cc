using PasswordWriteback.Core.ActiveDirectory.Permissions;

namespace PasswordWriteback.RelayWorker.Output;

/// <summary>A plan, in words and SDDL.</summary>
internal static class PlanOutput
{
    public static void Write(Tables output, PermissionPlan plan)
    {
        output.Heading("Plan");
        if (plan.Targets.Count == 0)
        {
            output.Good($"Nothing to write: {plan.Account} has every right of {plan.Profile} already.");
        }

        foreach (var target in plan.Targets)
        {
            output.Line($"One write to {target.Dn} on {target.Server}{(target.ObjectsBelow is { } below ? $"; {below} objects below recompute what they inherit" : "")}:");
            foreach (var ace in target.Aces)
            {
                output.Line($"  + {ace.Words}");
                output.Line($"    {ace.Sddl}");
            }
        }

        if (Propagation.ObjectsOf(plan) > Propagation.Many)
        {
            output.Warn($"{Propagation.ObjectsOf(plan):N0} objects recompute their permissions on every domain controller: write it at a quiet time.");
        }

        foreach (var refusal in plan.Refusals)
        {
            output.Bad($"Refused ({refusal.Code}) {refusal.Target}: {refusal.Reason}");
            output.Line($"  {refusal.Remedy}");
        }

        output.Line($"Plan {plan.Hash}");
    }
}
