using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Orchestration.EnableWriteback;

namespace PasswordWriteback.Functions.Orchestrators;

/// <summary>A run, on Durable Task.</summary>
public static class EnableWritebackFunction
{
    /// <summary>Runs, or replays, the run.</summary>
    [Function(EnableWritebackOrchestrator.Name)]
    public static Task<RunReport> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, RunInput input) =>
        DurableOrchestrationContext.RunAsync(new EnableWritebackOrchestrator(), context, input, DurableJson.Contract);
}
