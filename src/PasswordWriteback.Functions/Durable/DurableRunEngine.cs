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
    /// <summary>How long one call may take, and how long a terminated run is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    private volatile DurableTaskClient? _client;

    /// <summary>Takes the client of an invocation.</summary>
    public void Use(DurableTaskClient client) => _client = client;

    /// <inheritdoc />
    public Task StartAsync(string runId, RunInput input, CancellationToken cancellationToken) => AskAsync(
        async (client, token) =>
        {
            // The Functions host starts an id that has ended once more, whatever it is told: so it is asked first.
            if (await client.GetInstanceAsync(runId, token).ConfigureAwait(false) is null)
            {
                var options = new StartOrchestrationOptions(runId) { Version = EnableWritebackOrchestrator.Version }
                    .WithDedupeStatuses([.. Ended, OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended]);
                await client.ScheduleNewOrchestrationInstanceAsync(EnableWritebackOrchestrator.Name, input, options, token).ConfigureAwait(false);
            }

            return true;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<bool> RaiseAsync<T>(string runId, string eventName, T payload, CancellationToken cancellationToken) => AskAsync(
        async (client, token) =>
        {
            // An event for a run that is not there would be dropped without a word.
            if (await client.GetInstanceAsync(runId, token).ConfigureAwait(false) is not { IsCompleted: false })
            {
                return false;
            }

            await client.RaiseEventAsync(runId, eventName, payload, token).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<RunInstance?> FindAsync(string runId, CancellationToken cancellationToken) => AskAsync(
        async (client, token) => await client.GetInstanceAsync(runId, getInputsAndOutputs: true, token).ConfigureAwait(false) is { } run
            ? new RunInstance(run.LastUpdatedAt.UtcTicks, run.IsCompleted, Failure(run), run.ReadCustomStatusAs<RunStatus>())
            : null,
        cancellationToken);

    /// <inheritdoc />
    public Task TerminateAsync(string runId, string reason, CancellationToken cancellationToken) => AskAsync(
        async (client, token) =>
        {
            if (await client.GetInstanceAsync(runId, token).ConfigureAwait(false) is { IsCompleted: false })
            {
                await client.TerminateInstanceAsync(runId, reason, token).ConfigureAwait(false);
                await client.WaitForInstanceCompletionAsync(runId, token).ConfigureAwait(false);
            }

            return true;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task PurgeAsync(string runId, CancellationToken cancellationToken) => AskAsync(
        async (client, token) =>
        {
            switch (await client.GetInstanceAsync(runId, token).ConfigureAwait(false))
            {
                case { IsCompleted: false }:
                    throw new InvalidOperationException($"Run '{runId}' has not ended; nothing was deleted. Terminate it first.");
                case not null:
                    await client.PurgeInstanceAsync(runId, token).ConfigureAwait(false);
                    break;
            }

            return true;
        },
        cancellationToken);

    /// <inheritdoc />
    public async Task<string?> TroubleAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync<string?>(
                async (client, token) =>
                {
                    await client.GetInstanceAsync("health", token).ConfigureAwait(false);
                    return null;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (RunEngineUnavailableException away)
        {
            return away.Message;
        }
    }

    /// <summary>Erases histories that ended and were begun before a time: those whose rows are gone, and that a kill left behind.</summary>
    /// <returns>How many.</returns>
    public async Task<int> PurgeBeforeAsync(DateTimeOffset createdBefore, CancellationToken cancellationToken)
    {
        var old = new OrchestrationQuery
        {
            CreatedTo = createdBefore,
            Statuses = Ended,
            PageSize = 100,
        };
        var count = 0;
        await foreach (var run in Client.GetAllInstancesAsync(old).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await PurgeAsync(run.InstanceId, cancellationToken).ConfigureAwait(false);
            count++;
        }

        return count;
    }

    private DurableTaskClient Client =>
        _client ?? throw new RunEngineUnavailableException("Durable Task has not been reached since this worker started. Try again.");

    private static string? Failure(OrchestrationMetadata run) => run.RuntimeStatus switch
    {
        OrchestrationRuntimeStatus.Failed => run.FailureDetails is { } failure ? $"{failure.ErrorType}: {failure.ErrorMessage}" : "The run failed.",
        OrchestrationRuntimeStatus.Terminated => $"Terminated: {run.ReadOutputAs<string>()}",
        _ => null,
    };

    private async Task<T> AskAsync<T>(Func<DurableTaskClient, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var client = Client;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await ask(client, limit.Token).ConfigureAwait(false);
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
