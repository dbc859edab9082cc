using System.Text.Json;

namespace PasswordWriteback.Local.Engine.History;

/// <summary>
/// Whether the code did what is recorded. By default kind, task and name decide, as in Durable Task: a contract that gains an
/// optional member must not fail running instances. Strictly, inputs and times count too.
/// </summary>
internal static class HistoryComparison
{
    public static bool Same(HistoryEvent? recorded, HistoryEvent done, bool strict) => (recorded, done) switch
    {
        (ActivityScheduled a, ActivityScheduled b) => a.TaskId == b.TaskId
            && string.Equals(a.Name, b.Name, StringComparison.Ordinal)
            && (!strict || JsonElement.DeepEquals(a.Input, b.Input)),
        (TimerCreated a, TimerCreated b) => a.TaskId == b.TaskId && (!strict || a.FireAt == b.FireAt),
        (TimerCancelled a, TimerCancelled b) => a.TaskId == b.TaskId,
        (RunCompleted a, RunCompleted b) => !strict || JsonElement.DeepEquals(a.Output, b.Output),
        (RunFailed a, RunFailed b) => string.Equals(a.ErrorType, b.ErrorType, StringComparison.Ordinal),
        _ => false,
    };
}
