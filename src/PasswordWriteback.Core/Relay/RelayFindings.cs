using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Relay;

/// <summary>Judges how the relay answered.</summary>
public static class RelayFindings
{
    /// <summary>Reason of a failure that the backend itself states: no relay accepted the command in time.</summary>
    public const string NotAnswering = "RelayNotAnswering";

    /// <summary>Finding REL001: the relay answered every command.</summary>
    public static Finding Answers(string forest) => new(FindingCodes.RelayAnswers, FindingStatus.Met, forest, new Evidence(
        "The relay answered every command of this run."));

    /// <summary>Finding REL001: a command failed, or nobody answered it.</summary>
    public static Finding Failed(string forest, CommandFailed failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return new Finding(
            FindingCodes.RelayAnswers,
            FindingStatus.Unknown,
            forest,
            new Evidence(failure.Detail, new JsonObject { ["reason"] = failure.Reason }),
            failure.Remedy);
    }

    /// <summary>Findings PER006 to PER009: how a rollback of a write to the directory ended.</summary>
    public static IReadOnlyList<Finding> TakenBack(string forest, WriteOutcome outcome, string detail) =>
    [
        .. Write(forest, outcome, detail).Select(finding => outcome switch
        {
            WriteOutcome.PlanStale => finding with { Remedy = "Start the rollback again: it takes back what is still there." },
            WriteOutcome.ChangeInFlight => finding with { Remedy = "Wait until the domain controllers agree, then start the rollback again." },
            WriteOutcome.Refused => finding with { Remedy = "Remove the cause that is named, then start the rollback again." },
            WriteOutcome.NotApproved => finding with { Remedy = "Start the rollback again, and have an administrator do it on the server ('relay rollback')." },
            _ => finding,
        }),
    ];

    /// <summary>Findings PER006 to PER009: how a write to the directory ended.</summary>
    public static IReadOnlyList<Finding> Write(string forest, WriteOutcome outcome, string detail)
    {
        Finding Result(string code, FindingStatus status, string? remedy = null) =>
            new(code, status, forest, new Evidence(detail, new JsonObject { ["outcome"] = outcome.ToString() }), remedy);

        return outcome switch
        {
            WriteOutcome.Written or WriteOutcome.NothingToDo =>
                [Result(FindingCodes.PlanFits, FindingStatus.Met), Result(FindingCodes.ForeignChange, FindingStatus.Met)],
            WriteOutcome.PlanStale =>
                [Result(FindingCodes.PlanFits, FindingStatus.NotMet, "Look at what changed, then make and approve a new plan.")],
            WriteOutcome.ChangeInFlight =>
                [Result(FindingCodes.PlanFits, FindingStatus.NotMet, "Wait until the domain controllers agree, then run the apply again.")],
            WriteOutcome.ConcurrentChange =>
                [Result(FindingCodes.ForeignChange, FindingStatus.NotMet, "Compare the DACL with the difference shown, and settle with whoever wrote it.")],
            WriteOutcome.Refused =>
                [Result(FindingCodes.PlanAllowed, FindingStatus.NotMet, "Remove the cause that is named, then make a new plan.")],
            WriteOutcome.NotApproved =>
                [Result(FindingCodes.PlanApproved, FindingStatus.ActionRequired, "Start the run again, and have an administrator apply the plan on the server.")],
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "This is no outcome of a write."),
        };
    }
}
