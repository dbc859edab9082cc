using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>
/// One run: check, plan, apply or rollback of a tenant. Always ends with a stored report: a step that cannot be made, a person
/// who cancels and a relay that stays silent are findings in it.
/// </summary>
public sealed class EnableWritebackOrchestrator : IOrchestrator<RunInput, RunReport>
{
    /// <summary>Name in histories.</summary>
    public const string Name = "EnableWriteback";

    /// <summary>
    /// Version that new runs begin with. Runs of <see cref="FirstVersion"/> go on with its steps: a confirmation whose write is gone for
    /// good waits until its deadline, an alarm during the confirmation stays to the end, and a rollback that meets a change in flight ends.
    /// </summary>
    public const string Version = "1.1";

    /// <summary>The oldest version of which runs may still be under way.</summary>
    public const string FirstVersion = "1.0";

    /// <inheritdoc />
    public async Task<RunReport> RunAsync(IOrchestrationContext context, RunInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var run = new Run(context, input);
        var surfaces = new SurfaceSteps(run);
        try
        {
            await (input.Mode == RunMode.Rollback ? new RollbackSteps(run).RunAsync() : ForwardAsync(run, surfaces));
            run.Record(new Finding(FindingCodes.RunCompleted, FindingStatus.Met, string.Empty, new Evidence("The run came to its end.")));
        }
        catch (RunCancelledException cancelled)
        {
            run.Note($"Cancelled by {cancelled.Request.By}: {cancelled.Request.Note}");
            run.Record(Unfinished(run, $"{cancelled.Request.By} cancelled the run: {cancelled.Request.Note}"));
        }
        catch (ActivityFailedException failure)
        {
            run.Note(failure.Message);
            run.Record(Unfinished(run, failure.Message));
        }

        surfaces.NoteUnreached();
        run.Show(new RunStatus(RunSteps.Report, "Writing the report"));
        var report = run.Report();
        await context.CallActivityAsync(RunActivities.SaveReport, report, RunLimits.Retry);
        run.Show(new RunStatus(RunSteps.Report, $"{report.Verdict}"));
        return report;
    }

    private static async Task ForwardAsync(Run run, SurfaceSteps surfaces)
    {
        var tenant = new TenantSteps(run);
        await tenant.ReadTenantAsync();
        await tenant.ReadLicencesAsync();

        var forests = new List<ForestSteps>();
        foreach (var record in await run.Context.CallActivityAsync(RunActivities.ListForests, run.Input.TenantId, RunLimits.Retry))
        {
            forests.Add(new ForestSteps(run, new RelayConversation(run, record.Name), tenant));
        }

        foreach (var forest in forests)
        {
            await forest.AssessAsync();
        }

        var servers = ConnectServerSteps.Find(run, forests);
        run.Record(SurroundingFindings.JudgeTogether([.. forests.Select(forest => (forest.Name, forest.Connect))]));

        if (run.Input.Mode == RunMode.Apply)
        {
            foreach (var server in servers)
            {
                await server.ApplyAsync();
            }
        }

        await EvidenceAsync(run, tenant, forests, surfaces);
    }

    private static async Task EvidenceAsync(Run run, TenantSteps tenant, List<ForestSteps> forests, SurfaceSteps surfaces)
    {
        var switchedOn = forests.Count > 0 && forests.All(forest => forest.WritebackOn == true);
        await CollectAsync(forests, waitForProof: false);
        await ReadSurfacesAsync(tenant, forests);
        if (run.Input.Mode != RunMode.Apply || !switchedOn)
        {
            return;
        }

        if (surfaces.IsAsked)
        {
            await surfaces.SetAsync(tenant.Surfaces);
            await ReadSurfacesAsync(tenant, forests);
        }

        if (await new PersonSteps(run).AskForPortalAsync(tenant.Surfaces?.AdminCenter))
        {
            await ReadSurfacesAsync(tenant, forests);
        }

        if (forests.Any(forest => forest.LastProof is null))
        {
            await new PersonSteps(run).AskAsync(
                PersonStepNames.CanaryReset,
                RunSteps.Evidence,
                "Let one synchronized, licensed, unprivileged user reset the password at https://aka.ms/sspr.");
            await CollectAsync(forests, waitForProof: true);
            await ReadSurfacesAsync(tenant, forests);
        }
    }

    private static async Task CollectAsync(List<ForestSteps> forests, bool waitForProof)
    {
        foreach (var forest in forests)
        {
            await forest.CollectEvidenceAsync(waitForProof);
        }
    }

    private static async Task ReadSurfacesAsync(TenantSteps tenant, List<ForestSteps> forests)
    {
        await tenant.ReadSelfServiceResetAsync(Signs(forests));
        foreach (var forest in forests)
        {
            forest.HearWitness(onlyForest: forests.Count == 1);
        }
    }

    private static OnPremisesSigns Signs(List<ForestSteps> forests) => new(
        forests.Count == 0 || forests.Any(forest => forest.WritebackOn is null) ? null : forests.All(forest => forest.WritebackOn == true),
        forests.Select(forest => forest.LastProof?.At).Max());

    private static Finding Unfinished(Run run, string why)
    {
        var written = run.Changes.Count(change => change.Kind != ChangeKind.PersonStep);
        var open = run.Unanswered;
        var undo = (written, open.Count) switch
        {
            (0, 0) => "Nothing was changed.",
            (_, 0) => $"{written} change(s) were made before; see changes.",
            _ => $"{written} change(s) were made before; see changes. In {string.Join(" and ", open)} a write may have been made, or be made yet: see unanswered there.",
        };
        undo += run.Input.Mode == RunMode.Rollback ? $" Start the rollback of {run.Input.RollbackOf} again to go on."
            : written + open.Count == 0 ? " Start the run again when the cause is gone."
            : $" Start the run again to go on, or a rollback of {run.Context.InstanceId} to undo them.";
        return new Finding(FindingCodes.RunCompleted, FindingStatus.NotMet, string.Empty, new Evidence(why), undo);
    }
}
