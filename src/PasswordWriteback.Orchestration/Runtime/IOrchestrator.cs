namespace PasswordWriteback.Orchestration.Runtime;

/// <summary>An orchestration: a name, a version, and code that is deterministic over its context.</summary>
/// <typeparam name="TInput">Its input, recorded as JSON.</typeparam>
/// <typeparam name="TResult">Its result, recorded as JSON.</typeparam>
public interface IOrchestrator<in TInput, TResult>
{
    /// <summary>Runs, or replays, the orchestration.</summary>
    Task<TResult> RunAsync(IOrchestrationContext context, TInput input);
}
