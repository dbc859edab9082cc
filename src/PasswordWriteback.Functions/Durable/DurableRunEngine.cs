using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Functions.Durable;

/// <summary>Runs of EnableWriteback on Durable Task. The client comes with each invocation that binds one; they are all alike.</summary>
public sealed class DurableRunEngine : IRunEngine
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly OrchestrationRuntimeStatus[] Ended = [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    private static readonly OrchestrationRuntimeStatus[] Any = [.. Ended, OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    private volatile DurableTaskClient? _client;

    private DurableTaskClient Client => _client ?? throw new RunEngineUnavailableException("Durable Task has not been reached since this worker started. Try again.");

    /// <summary>Takes the client of an invocation.</summary>
    public void Use(DurableTaskClient client) => _client = client;

    /// <inheritdoc />
    public Task StartAsync(string runId, RunInput input, CancellationToken cancellationToken) => AskAsync(runId, async (run, token) =>
    {
        // The Functions host starts an id that has ended once more, whatever it is told: so it is asked first.
        if (run is null)
        {
            var options = new StartOrchestrationOptions(runId) { Version = EnableWritebackOrchestrator.Version }.WithDedupeStatuses(Any);
            await Client.ScheduleNewOrchestrationInstanceAsync(EnableWritebackOrchestrator.Name, input, options, token).ConfigureAwait(false);
        }

        return true;
    }, cancellationToken);

    // An event for a run that is not there would be dropped without a word.
    /// <inheritdoc />
    public Task<bool> RaiseAsync<T>(string runId, string eventName, T payload, CancellationToken cancellationToken) => AskAsync(runId, async (run, token) =>
    {
        if (run is { IsCompleted: false })
        {
            await Client.RaiseEventAsync(runId, eventName, payload, token).ConfigureAwait(false);
            return true;
        }

        return false;
    }, cancellationToken);

    /// <inheritdoc />
    public Task<RunInstance?> FindAsync(string runId, CancellationToken cancellationToken) => AskAsync(runId, (run, _) =>
        Task.FromResult(run is null ? null : new RunInstance(run.LastUpdatedAt.UtcTicks, run.IsCompleted, Failure(run), run.ReadCustomStatusAs<RunStatus>())), cancellationToken);

    /// <inheritdoc />
    public Task TerminateAsync(string runId, string reason, CancellationToken cancellationToken) => AskAsync(runId, async (run, token) =>
    {
        if (run is { IsCompleted: false })
        {
            await Client.TerminateInstanceAsync(runId, reason, token).ConfigureAwait(false);
            await Client.WaitForInstanceCompletionAsync(runId, token).ConfigureAwait(false);
        }

        return true;
    }, cancellationToken);

    /// <inheritdoc />
    public Task PurgeAsync(string runId, CancellationToken cancellationToken) => AskAsync(runId, async (run, token) => run switch
    {
        { IsCompleted: false } => throw new InvalidOperationException($"Run '{runId}' has not ended; nothing was deleted. Terminate it first."),
        null => null,
        _ => await Client.PurgeInstanceAsync(runId, token).ConfigureAwait(false),
    }, cancellationToken);

    /// <inheritdoc />
    public async Task<string?> TroubleAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync("health", (_, _) => Task.FromResult<string?>(null), cancellationToken).ConfigureAwait(false);
        }
        catch (RunEngineUnavailableException away)
        {
            return away.Message;
        }
    }

    /// <summary>Erases histories that ended and were begun before a time: those whose rows are gone, and that a kill left behind.</summary>
    public async Task PurgeBeforeAsync(DateTimeOffset createdBefore, CancellationToken cancellationToken)
    {
        var old = new OrchestrationQuery { CreatedTo = createdBefore, Statuses = Ended, PageSize = 100 };
        await foreach (var run in Client.GetAllInstancesAsync(old).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await PurgeAsync(run.InstanceId, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string? Failure(OrchestrationMetadata run) => run.RuntimeStatus switch
    {
        OrchestrationRuntimeStatus.Failed => run.FailureDetails is { } failure ? $"{failure.ErrorType}: {failure.ErrorMessage}" : "The run failed.",
        OrchestrationRuntimeStatus.Terminated => $"Terminated: {run.ReadOutputAs<string>()}",
        _ => null,
    };

    private async Task<T> AskAsync<T>(string runId, Func<OrchestrationMetadata?, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await ask(await Client.GetInstanceAsync(runId, getInputsAndOutputs: true, limit.Token).ConfigureAwait(false), limit.Token).ConfigureAwait(false);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Another call has started it meanwhile.
            return default!;
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            var why = e is RpcException failure ? $"{failure.StatusCode}: {failure.Status.Detail}" : $"no answer in {Patience.TotalSeconds} s";
            throw new RunEngineUnavailableException($"Durable Task did not do what it was asked ({why}). It is tried again; see whether the scheduler of the task hub is available.", e);
        }
    }
}
