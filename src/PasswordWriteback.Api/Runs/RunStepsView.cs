using PasswordWriteback.Core.Findings;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Storage.Runs;
using Names = PasswordWriteback.Orchestration.EnableWriteback.RunSteps;

namespace PasswordWriteback.Api.Runs;

/// <summary>The steps of a run as its status shows them, or its timeline once it has ended.</summary>
internal static class RunStepsView
{
    private static readonly IReadOnlyList<string> Reading =
    [
        Names.Begin, Names.Tenant, Names.Licences, Names.Discovery, Names.Assessment, Names.Replication, Names.Evidence, Names.SelfServiceReset, Names.Report,
    ];

    private static readonly IReadOnlyList<string> Apply =
    [
        Names.Begin, Names.Tenant, Names.Licences, Names.Discovery, Names.Assessment, Names.Approval, Names.Grant, Names.Replication, Names.PasswordAge,
        Names.Connect, Names.SelfServiceReset, Names.Portal, Names.Evidence, Names.Report,
    ];

    private static readonly IReadOnlyList<string> Rollback = [Names.Begin, Names.Connect, Names.Rollback, Names.Report];

    /// <summary>Steps of a mode, in the order in which a run comes to them.</summary>
    public static IReadOnlyList<string> Of(RunMode mode) => mode switch
    {
        RunMode.Apply => Apply,
        RunMode.Rollback => Rollback,
        _ => Reading,
    };

    /// <summary>While the run goes on: what lies before the present step is behind it.</summary>
    public static IReadOnlyList<RunStepView> GoingOn(RunMode mode, RunStatus? status)
    {
        var present = Of(mode).Index().FirstOrDefault(step => step.Item == (status?.Step ?? Names.Begin)).Index;
        return [.. Of(mode).Index().Select(step => step.Index == present
            ? new RunStepView(step.Item, status?.WaitingFor is null ? RunStepState.Running : RunStepState.Waiting, At: null, status?.Note)
            : new RunStepView(step.Item, step.Index < present ? RunStepState.Done : RunStepState.Pending, At: null, Note: null))];
    }

    /// <summary>Once it has ended: what it noted.</summary>
    public static IReadOnlyList<RunStepView> Ended(RunMode mode, RunOutline? outline, DateTimeOffset? finishedAt)
    {
        var last = (outline?.Timeline ?? []).GroupBy(entry => entry.Step, StringComparer.Ordinal)
            .ToDictionary(entries => entries.Key, entries => entries.Last(), StringComparer.Ordinal);
        return [.. Of(mode).Select(step => step switch
        {
            Names.Begin => new RunStepView(step, RunStepState.Done, At: null, Note: null),
            Names.Report when outline is not null => new RunStepView(step, RunStepState.Done, finishedAt, outline.Verdict.ToString()),
            _ when last.TryGetValue(step, out var entry) => new RunStepView(step, RunStepState.Done, entry.At, entry.Note),
            _ => new RunStepView(step, RunStepState.Skipped, At: null, Note: null),
        })];
    }
}
