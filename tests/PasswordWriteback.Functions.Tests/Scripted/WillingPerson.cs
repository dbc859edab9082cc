using Microsoft.DurableTask.Client;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Functions.Tests.Scripted;

/// <summary>Starts a run through a Durable Task client and does what it asks a person for, until it has ended.</summary>
internal static class WillingPerson
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Its report.</summary>
    public static async Task<RunReport> RunAsync(DurableTaskClient client, RunInput input, string runId)
    {
        using var patience = new CancellationTokenSource(Patience);
        await client.ScheduleNewOrchestrationInstanceAsync(
            EnableWritebackOrchestrator.Name,
            input,
            new Microsoft.DurableTask.StartOrchestrationOptions(runId) { Version = EnableWritebackOrchestrator.Version },
            patience.Token);
        var end = client.WaitForInstanceCompletionAsync(runId, getInputsAndOutputs: true, patience.Token);
        var asked = new HashSet<string>(StringComparer.Ordinal);
        while (!end.IsCompleted)
        {
            var status = (await client.GetInstanceAsync(runId, getInputsAndOutputs: true, patience.Token))?.ReadCustomStatusAs<RunStatus>();
            if (status?.WaitingFor is { } waitingFor && asked.Add(waitingFor))
            {
                await client.RaiseEventAsync(runId, waitingFor, Answer(waitingFor), patience.Token);
            }

            await Task.WhenAny(end, Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token));
        }

        var metadata = await end;
        Assert.True(
            metadata.RuntimeStatus == OrchestrationRuntimeStatus.Completed,
            $"{metadata.RuntimeStatus}: {metadata.FailureDetails?.ErrorType}: {metadata.FailureDetails?.ErrorMessage}");
        return System.Text.Json.JsonSerializer.Deserialize(metadata.SerializedOutput!, JsonContract.For<RunReport>(DurableJson.Contract))!;
    }

    private static object Answer(string waitingFor) => waitingFor == RunEvents.Approval
        ? new PlanApproval(ScriptedRelay.PlanHash, "alice", "looked at it")
        : new StepConfirmation("alice", "done");
}
