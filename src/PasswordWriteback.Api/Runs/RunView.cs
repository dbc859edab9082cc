using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage.Runs;

namespace PasswordWriteback.Api.Runs;

/// <summary>A run in a list.</summary>
/// <param name="RunId">Its id.</param>
/// <param name="Mode">What it sets out to do.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Trigger">What started it.</param>
/// <param name="StartedBy">Who started it.</param>
/// <param name="StartedAt">When.</param>
/// <param name="FinishedAt">When it ended; missing while it goes on.</param>
/// <param name="Verdict">Verdict of its report; missing without one.</param>
/// <param name="PlanOf">For apply: the plan run that was seen.</param>
/// <param name="Of">For rollback: the apply to undo.</param>
/// <param name="AdministratorsMayReset">For apply: what <c>allowedToUseSSPR</c> is to be; missing unless the start asked for it.</param>
/// <param name="WritebackFeatureFlag">For apply: true if the start asked to set <c>passwordWritebackEnabled</c>; missing otherwise.</param>
/// <param name="Failure">Why it ended without a report; missing otherwise.</param>
public sealed record RunSummaryView(
    string RunId,
    RunMode Mode,
    RunState State,
    RunTrigger Trigger,
    string StartedBy,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    Verdict? Verdict,
    string? PlanOf,
    string? Of,
    bool? AdministratorsMayReset,
    bool? WritebackFeatureFlag,
    string? Failure)
{
    /// <summary>Shows a record.</summary>
    public static RunSummaryView Show(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new(
            run.RunId,
            run.Mode,
            run.State,
            run.Trigger,
            run.StartedBy,
            run.StartedAt,
            run.FinishedAt,
            run.Verdict,
            run.PlanOf,
            run.RollbackOf,
            run.AdministratorsMayReset,
            run.SetWritebackFeatureFlag ? true : null,
            run.Failure);
    }
}

/// <summary>A page of runs, the newest first.</summary>
/// <param name="Items">The runs.</param>
/// <param name="NextPageToken">The <c>pageToken</c> of the next page; missing when this is the last.</param>
public sealed record RunListView(IReadOnlyList<RunSummaryView> Items, string? NextPageToken);

/// <summary>A run, and where it stands.</summary>
/// <param name="Run">What it is.</param>
/// <param name="Steps">Its steps in order.</param>
/// <param name="Note">What it last said; missing before it says anything.</param>
/// <param name="WaitingFor">What a person has to do; missing while no person is waited for.</param>
/// <param name="Deadline">When the present wait ends, for a person or for domain controllers; missing when nothing is waited for.</param>
/// <param name="Controllers">The domain controllers of each forest as they were last seen.</param>
/// <param name="Report">Path of the report; missing until there is one.</param>
public sealed record RunView(
    RunSummaryView Run,
    IReadOnlyList<RunStepView> Steps,
    string? Note,
    RunWaitView? WaitingFor,
    DateTimeOffset? Deadline,
    IReadOnlyList<RunControllers> Controllers,
    string? Report);

/// <summary>How far a step has come.</summary>
public enum RunStepState
{
    /// <summary>To come; perhaps not needed.</summary>
    Pending,

    /// <summary>The run is here. With several forests it comes to some steps once for each.</summary>
    Running,

    /// <summary>The run is here, and waits for a person.</summary>
    Waiting,

    /// <summary>Behind.</summary>
    Done,

    /// <summary>The run ended without it: not needed, or not reached.</summary>
    Skipped,
}

/// <summary>A step of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">How far it has come.</param>
/// <param name="At">When it was last noted; known once the run has ended.</param>
/// <param name="Note">What came of it.</param>
public sealed record RunStepView(string Name, RunStepState State, DateTimeOffset? At, string? Note);

/// <summary>What a run waits for, and how it is answered.</summary>
/// <param name="Event">Name of the event: <c>approval</c>, or <c>confirmation-</c> and the step.</param>
/// <param name="Instruction">What the person is to do.</param>
/// <param name="Post">Path to post the answer to, by a caller with the role Runs.Apply.</param>
/// <param name="Fields">Fields of the body.</param>
/// <param name="PlanHash">The plan to approve; missing when something else is waited for.</param>
public sealed record RunWaitView(string Event, string Instruction, string Post, IReadOnlyList<string> Fields, string? PlanHash);
