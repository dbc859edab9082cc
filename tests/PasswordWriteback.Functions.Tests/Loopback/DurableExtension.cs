using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.DurableTask.Protobuf;
using PasswordWriteback.Functions.Tests.Loopback.Rpc;

namespace PasswordWriteback.Functions.Tests.Loopback;

/// <summary>
/// What the Durable Task extension of the Functions host does: takes work items from the backend, has the worker's functions
/// do them, and hands the outcome back.
/// </summary>
internal sealed class DurableExtension(GrpcChannel backend, WorkerConnection worker)
{
    private readonly TaskHubSidecarService.TaskHubSidecarServiceClient _backend = new(backend);
    private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Fails with the first work item that could not be handed over or back.</summary>
    public Task Failure => _failure.Task;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var items = _backend.GetWorkItems(new GetWorkItemsRequest(), cancellationToken: cancellationToken);
        try
        {
            await foreach (var item in items.ResponseStream.ReadAllAsync(cancellationToken))
            {
                _ = DoAsync(item);
            }
        }
        catch (Grpc.Core.RpcException stopped) when (stopped.StatusCode == StatusCode.Cancelled)
        {
            // The host stops.
        }
    }

    private async Task DoAsync(WorkItem item)
    {
        try
        {
            await (item.RequestCase switch
            {
                WorkItem.RequestOneofCase.OrchestratorRequest => OrchestrateAsync(item.OrchestratorRequest, item.CompletionToken),
                WorkItem.RequestOneofCase.ActivityRequest => ActAsync(item.ActivityRequest, item.CompletionToken),
                _ => Task.CompletedTask,
            });
        }
        catch (Exception failure)
        {
            _failure.TrySetException(failure);
        }
    }

    private async Task OrchestrateAsync(OrchestratorRequest request, string token)
    {
        var name = request.PastEvents.Concat(request.NewEvents).First(e => e.ExecutionStarted is not null).ExecutionStarted.Name;
        var outcome = await worker.InvokeAsync(name, Convert.ToBase64String(request.ToByteArray()));
        if (WorkerConnection.Failure(outcome) is { } failure)
        {
            throw new InvalidOperationException($"{name}: {failure}");
        }

        var response = OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(outcome.ReturnValue.String));
        response.CompletionToken = token;
        await _backend.CompleteOrchestratorTaskAsync(response);
    }

    private async Task ActAsync(ActivityRequest request, string token)
    {
        // Durable Task records the inputs of an activity as an array of one; the trigger hands over the one.
        var outcome = await worker.InvokeAsync(request.Name, JsonElement.Parse(request.Input)[0].GetRawText());
        var response = new ActivityResponse
        {
            InstanceId = request.OrchestrationInstance.InstanceId, TaskId = request.TaskId, CompletionToken = token,
        };
        if (outcome.Result.Status == 1)
        {
            response.Result = outcome.ReturnValue?.DataCase switch
            {
                TypedData.DataOneofCase.Json => outcome.ReturnValue.Json,
                TypedData.DataOneofCase.String => outcome.ReturnValue.String,
                _ => null,
            };
        }
        else
        {
            response.FailureDetails = new TaskFailureDetails
            {
                ErrorType = outcome.Result.Exception?.Type ?? "Unknown", ErrorMessage = outcome.Result.Exception?.Message ?? string.Empty,
            };
        }

        await _backend.CompleteActivityTaskAsync(response);
    }
}
