using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using PasswordWriteback.Functions.Durable;

namespace PasswordWriteback.Functions.Tests.Durable;

/// <summary>A client of Durable Task that knows the runs it is told of, notes what is raised, and fails as it is told.</summary>
internal sealed class ScriptedDurableClient() : DurableTaskClient("scripted")
{
    private readonly Dictionary<string, OrchestrationMetadata> _runs = new(StringComparer.Ordinal);

    public List<(string RunId, string Event)> Raised { get; } = [];

    /// <summary>Nothing is at the other end.</summary>
    public bool Away
    {
        set => Failure = value ? new RpcException(new Status(StatusCode.Unavailable, "failed to connect to all addresses")) : null;
    }

    /// <summary>What every call fails with.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What scheduling alone fails with.</summary>
    public Exception? FailsToSchedule { get; set; }

    /// <summary>How often a run was scheduled.</summary>
    public int Scheduled { get; private set; }

    public void Running(string runId) => Is(runId, OrchestrationRuntimeStatus.Running);

    public void Is(string runId, OrchestrationRuntimeStatus status) => _runs[runId] = Metadata(runId, status);

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        Scheduled++;
        return FailsToSchedule is { } failure ? Task.FromException<string>(failure) : Answer(options!.InstanceId!);
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        if (Failure is null)
        {
            Raised.Add((instanceId, eventName));
        }

        return Answer(instanceId);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Answer(_runs.GetValueOrDefault(instanceId));

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static OrchestrationMetadata Metadata(string runId, OrchestrationRuntimeStatus status) =>
        new("EnableWriteback", runId) { RuntimeStatus = status, DataConverter = new JsonDataConverter(DurableJson.Contract) };

    private Task<T> Answer<T>(T answer) => Failure is { } failure ? Task.FromException<T>(failure) : Task.FromResult(answer);
}
