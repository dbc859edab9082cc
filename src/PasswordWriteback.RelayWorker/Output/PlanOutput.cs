using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.RelayWorker.Output;

/// <summary>A plan, in words and SDDL.</summary>
internal static class PlanOutput
{
    private const int Named = 20;

    public static void Write(Tables output, PermissionPlan plan)
    {
        output.Heading("Plan");
        LeftOut(output, plan);
        if (plan.Targets.Count == 0 && plan.Refusals.All(refusal => refusal.Code == FindingCodes.BlastRadiusAccepted))
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

    /// <summary>What Entra Connect synchronizes and the default scope leaves out; nothing where that is nothing.</summary>
    public static void LeftOut(Tables output, PermissionPlan plan)
    {
        if (DefaultScope.Sentence(plan) is not { } sentence)
        {
            return;
        }

        output.Warn(sentence);
        foreach (var container in plan.LeftOut!.Take(Named))
        {
            output.Line($"  {container.Dn}: {container.Reason}");
        }

        if (plan.LeftOut!.Count > Named)
        {
            output.Line($"  and {plan.LeftOut.Count - Named} more; --json names them all.");
        }
    }
}
