namespace PasswordWriteback.Local.Engine.History;

/// <summary>The orchestrator's code does not do what its history says it did.</summary>
internal sealed class HistoryMismatchException(string message) : Exception(message)
{
    /// <summary>Names the place, what is recorded there and what the code did.</summary>
    public static HistoryMismatchException At(int number, HistoryEvent? recorded, HistoryEvent? done) => new(
        $"The code does not match the history at event {number}: recorded is {Describe(recorded)}, the code did {Describe(done)}. "
        + "The orchestrator was changed under a running instance, or it is not deterministic. "
        + "Register a change under a new version and keep the old one until its instances have ended.");

    private static string Describe(HistoryEvent? line) => line switch
    {
        null => "nothing",
        ActivityScheduled a => $"call of activity '{a.Name}' (task {a.TaskId})",
        TimerCreated t => $"timer (task {t.TaskId}) for {t.FireAt:u}",
        TimerCancelled t => $"cancellation of the timer of task {t.TaskId}",
        RunCompleted => "the end of the run",
        RunFailed f => $"the failure of the run ({f.ErrorType}: {f.ErrorMessage})",
        ActivityCompleted a => $"the result of task {a.TaskId}",
        ActivityFailed a => $"the failure of task {a.TaskId}",
        TimerFired t => $"the firing of the timer of task {t.TaskId}",
        EventRaised e => $"the external event '{e.Name}'",
        _ => line.GetType().Name,
    };
}
