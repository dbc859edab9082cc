using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Tests.Parity;

/// <summary>An orchestrator written in place.</summary>
internal sealed class Inline<TInput, TResult>(Func<IOrchestrationContext, TInput, Task<TResult>> run) : IOrchestrator<TInput, TResult>
{
    public Task<TResult> RunAsync(IOrchestrationContext context, TInput input) => run(context, input);
}
