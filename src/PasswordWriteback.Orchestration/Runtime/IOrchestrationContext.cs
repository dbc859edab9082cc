namespace PasswordWriteback.Orchestration.Runtime;

/// <summary>
/// What an orchestrator may use: the vocabulary of Durable Task and no more. The embedded engine and Durable Task both stand
/// behind it. An orchestrator is replayed from its history, so everything that could differ between two executions (time,
/// ids, I/O) comes from here.
/// </summary>
public interface IOrchestrationContext
{
    /// <summary>Id of this instance; for a run of a tenant it is the run's id.</summary>
    string InstanceId { get; }

    /// <summary>Version of the orchestrator that the instance began with. It goes on under that version for good.</summary>
    string Version { get; }

    /// <summary>Whether the code is being replayed from history.</summary>
    bool IsReplaying { get; }

    /// <summary>The time of the event being processed; the same at every replay.</summary>
    DateTimeOffset CurrentTime { get; }

    /// <summary>A new id; the same at every replay.</summary>
    Guid NewGuid();

    /// <summary>Calls an activity. It runs at least once; its result is recorded once.</summary>
    /// <param name="activity">Which.</param>
    /// <param name="input">Its input, recorded as JSON.</param>
    /// <param name="retry">How often and when to try again; null: once.</param>
    /// <exception cref="ActivityFailedException">The activity failed for the last time.</exception>
    Task<TResult> CallActivityAsync<TInput, TResult>(Activity<TInput, TResult> activity, TInput input, ActivityRetry? retry = null);

    /// <summary>
    /// Waits for an event. Names compare without regard to case; events that come early are kept; several of one name
    /// are received in the order in which they came.
    /// </summary>
    /// <param name="name">Name of the event.</param>
    /// <param name="cancellationToken">Gives up waiting; an event that comes later is kept for the next wait.</param>
    Task<T> WaitForExternalEventAsync<T>(string name, CancellationToken cancellationToken = default);

    /// <summary>A durable timer.</summary>
    /// <param name="fireAt">When; a time that has passed fires at once.</param>
    /// <param name="cancellationToken">Gives up the timer.</param>
    Task CreateTimerAsync(DateTimeOffset fireAt, CancellationToken cancellationToken = default);

    /// <summary>Sets what people see while the run goes on. Serialized it stays below 2 KB.</summary>
    void SetCustomStatus(RunStatus status);

    /// <summary>Logs once: silent while replaying.</summary>
    void Log(OrchestrationLogLevel level, string message);
}

/// <summary>Level of an orchestrator's log line.</summary>
public enum OrchestrationLogLevel
{
    /// <summary>What happens.</summary>
    Information,

    /// <summary>What went otherwise than wished, and the run goes on.</summary>
    Warning,

    /// <summary>What ends a run.</summary>
    Error,
}
