using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Orchestration.EnableWriteback.Ports;

/// <summary>
/// What carries runs: the embedded engine or Durable Task. The instance id is the run's id. Every call throws
/// <see cref="RunEngineUnavailableException"/> when the engine cannot record or read at present.
/// </summary>
public interface IRunEngine
{
    /// <summary>Starts a run; on return it is durable. Starting it twice is starting it once.</summary>
    Task StartAsync(string runId, RunInput input, CancellationToken cancellationToken);

    /// <summary>Raises an event of a run; on return it is durable.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="eventName">One of <see cref="RunEvents"/>.</param>
    /// <param name="payload">Of a type that the JSON contract knows.</param>
    /// <param name="cancellationToken">Gives up waiting; the event may have been recorded nevertheless.</param>
    /// <returns>False when there is no such run or it has ended: nothing was raised.</returns>
    Task<bool> RaiseAsync<T>(string runId, string eventName, T payload, CancellationToken cancellationToken);

    /// <summary>Where a run stands; null when the engine has none of this id.</summary>
    Task<RunInstance?> FindAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Ends a run from outside, without a report. One that has ended or does not exist stays as it is.</summary>
    Task TerminateAsync(string runId, string reason, CancellationToken cancellationToken);

    /// <summary>Erases the history of a run that has ended. One that does not exist is erased already.</summary>
    /// <exception cref="InvalidOperationException">It has not ended.</exception>
    Task PurgeAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Why runs cannot go on at present, one sentence; null when they can.</summary>
    Task<string?> TroubleAsync(CancellationToken cancellationToken);
}

/// <summary>A run as its engine sees it.</summary>
/// <param name="Revision">Grows with every change.</param>
/// <param name="HasEnded">Whether nothing more will happen.</param>
/// <param name="Failure">Why it ended without a report; null while it goes on or when it ended with one.</param>
/// <param name="Status">What the run last said of itself.</param>
public sealed record RunInstance(long Revision, bool HasEnded, string? Failure, RunStatus? Status);

/// <summary>The engine cannot record or read at present. Whether the call was recorded is not known; repeating it is safe.</summary>
/// <param name="message">What happened, where, what to do.</param>
/// <param name="inner">What the engine said.</param>
public sealed class RunEngineUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
