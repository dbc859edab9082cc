using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Runs;

/// <summary>Puts together what store, engine and report know of a run.</summary>
internal sealed class RunReader(RunStore runs, RunReportStore reports, IRunEngine engine)
{
    private const string ConfirmationPrefix = "confirmation-";

    /// <summary>Where the run stands in the engine; null when it has ended, or the engine does not have it yet.</summary>
    public Task<RunInstance?> FindAsync(RunRecord run, CancellationToken cancellationToken) =>
        run.HasEnded ? Task.FromResult<RunInstance?>(null) : engine.FindAsync(run.RunId, cancellationToken);

    /// <summary>What is shown of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="instance">Where it stands in the engine.</param>
    /// <param name="report">Its report as JSON, if that is at hand; else it is read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RunView> ReadAsync(RunRecord run, RunInstance? instance, string? report, CancellationToken cancellationToken)
    {
        if (!run.HasEnded)
        {
            var seen = await runs.LoadProgressAsync(run.RunId, cancellationToken).ConfigureAwait(false);
            var status = instance?.Status;
            return new RunView(
                RunSummaryView.Show(run), RunStepsView.GoingOn(run.Mode, status), status?.Note, Wait(run, status), status?.Deadline, seen, Report: null);
        }

        if (run.State == RunState.Finished)
        {
            report ??= await reports.ReadJsonAsync(TenantScope.Everyone, run.TenantId, run.RunId, cancellationToken).ConfigureAwait(false);
        }

        var outline = report is null ? null : RunOutline.Read(report);
        return new RunView(
            RunSummaryView.Show(run),
            RunStepsView.Ended(run.Mode, outline, run.FinishedAt),
            outline?.Timeline is [.., var last] ? last.Note : run.Failure,
            WaitingFor: null,
            Deadline: null,
            Controllers(run, outline),
            outline is null ? null : $"{RunPaths.Of(run.TenantId, run.RunId)}/report");
    }

    /// <summary>When looking again is worth it.</summary>
    public static TimeSpan LookAgain(RunRecord run, RunInstance? instance) => instance?.Status switch
    {
        { WaitingFor: not null } => TimeSpan.FromSeconds(30),
        { Step: RunSteps.Replication } => TimeSpan.FromSeconds(15),
        _ when run.Writes => TimeSpan.FromSeconds(2),
        _ => TimeSpan.FromSeconds(1),
    };

    private static IReadOnlyList<RunControllers> Controllers(RunRecord run, RunOutline? outline) =>
    [
        .. (outline?.Forests ?? []).Where(forest => forest.Controllers.Count > 0)
            .Select(forest => new RunControllers(forest.Forest, run.FinishedAt ?? run.StartedAt, forest.Controllers)),
    ];

    private static RunWaitView? Wait(RunRecord run, RunStatus? status) => status?.WaitingFor switch
    {
        null => null,
        RunEvents.Approval => new RunWaitView(
            RunEvents.Approval,
            "Look at the plan with this hash (a plan run of the same tenant shows it), then approve it or cancel the run.",
            $"{RunPaths.Of(run.TenantId, run.RunId)}/approvals",
            ["planHash", "by", "note"],
            status.PlanHash),
        var name => new RunWaitView(
            name,
            status.Note,
            $"{RunPaths.Of(run.TenantId, run.RunId)}/confirmations/{name[ConfirmationPrefix.Length..]}",
            ["by", "note"],
            PlanHash: null),
    };
}
