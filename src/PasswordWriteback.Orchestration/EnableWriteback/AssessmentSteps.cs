using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>Reads rights, users and policies of a forest: for the plan, and again after it was written and confirmed.</summary>
internal sealed class AssessmentSteps(Run run, RelayConversation relay)
{
    /// <summary>The plan of the first reading: the one that is approved and written; null when it did not come that far.</summary>
    public PermissionPlan? Plan { get; private set; }

    /// <summary>Reads and records; null when the relay failed.</summary>
    public async Task<Assessed?> ReadAsync(string note)
    {
        run.Enter(RunSteps.Assessment, note);
        var assessed = await relay.AskAsync<Assessed>(id => new AssessPermissions(
            id, run.Input.TenantId, run.Context.InstanceId, relay.Forest));
        if (assessed is null)
        {
            return null;
        }

        var isFirst = Plan is null;
        Plan ??= assessed.Plan;
        if (isFirst)
        {
            run.Record(PlanFindings.Judge(relay.Forest, assessed.Plan, assessed.BlastRadius));
        }

        run.Record(PermissionFindings.Judge(assessed.Scopes, assessed.Plan.Account));
        run.Record(CoverageFindings.Judge(relay.Forest, assessed.Coverage));
        run.Record(assessed.PasswordPolicies.SelectMany(PasswordPolicyFindings.Judge));
        run.Record(run.Forest(relay.Forest) with
        {
            Plan = Plan,
            Coverage = assessed.Coverage,
            BlastRadius = isFirst ? assessed.BlastRadius : run.Forest(relay.Forest).BlastRadius ?? assessed.BlastRadius,
            PasswordPolicies = assessed.PasswordPolicies,
        });
        run.Note($"{relay.Forest}: {assessed.Plan.Targets.Sum(target => target.Aces.Count)} ACEs to write, "
            + $"{assessed.Coverage.Covered} of {assessed.Coverage.EnabledUsers} enabled users can be written back");
        return assessed;
    }

    /// <summary>
    /// Whether a full scan after the confirmation finds every right, and no user that lacks one unexplained. Users inherit
    /// asynchronously, so it is repeated until they have, or the deadline passes.
    /// </summary>
    public async Task<bool> ReadBackAsync()
    {
        var deadline = run.Context.CurrentTime + RunLimits.Inheritance;
        while (true)
        {
            if (await ReadAsync("Reading the permissions back") is not { } assessed)
            {
                return false;
            }

            if (PermissionFindings.Judge(assessed.Scopes, assessed.Plan.Account).FirstOrDefault(IsUnmet) is { } unmet)
            {
                run.Note($"{relay.Forest}: nothing is switched on: {unmet.Code} {unmet.Evidence.Summary}");
                return false;
            }

            var unexplained = assessed.Coverage.Groups
                .Where(group => group.Reason is CoverageReason.RightMissing or CoverageReason.Unreadable)
                .Sum(group => group.Count);
            if (unexplained == 0)
            {
                return true;
            }

            if (run.Context.CurrentTime >= deadline)
            {
                run.Record(ReplicationFindings.Unexplained(relay.Forest, unexplained, assessed.Coverage.Servers));
                run.Note($"{relay.Forest}: nothing is switched on: {unexplained} users lack a right and nothing explains it");
                return false;
            }

            run.Note($"{relay.Forest}: {unexplained} users have not inherited every right yet");
            await run.PauseAsync(RunLimits.FullScanPause);
        }
    }

    private static bool IsUnmet(Finding finding) => finding.Status is not (FindingStatus.Met or FindingStatus.NotApplicable);
}
