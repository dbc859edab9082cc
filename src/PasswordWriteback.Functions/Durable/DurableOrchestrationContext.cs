using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Functions.Durable;

/// <summary>What the orchestrators see of Durable Task.</summary>
/// <param name="context">Durable Task's context of the instance.</param>
/// <param name="json">The JSON contract of activities, events and status.</param>
/// <param name="ended">
/// Cancelled when the orchestrator has ended. Durable Task keeps an instance running until every timer has fired or is
/// cancelled, up to seven days here; so the end cancels those that are open.
/// </param>
internal sealed class DurableOrchestrationContext(TaskOrchestrationContext context, JsonSerializerOptions json, CancellationToken ended) : IOrchestrationContext
{
    private readonly EventInbox _events = new(context);
    private readonly ILogger _logger = context.CreateReplaySafeLogger("PasswordWriteback.Orchestration");

    public string InstanceId => context.InstanceId;

    public string Version => context.Version;

    public bool IsReplaying => context.IsReplaying;

    public DateTimeOffset CurrentTime => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    /// <summary>Runs, or replays, an orchestrator on Durable Task.</summary>
    public static async Task<TResult> RunAsync<TInput, TResult>(
        IOrchestrator<TInput, TResult> orchestrator, TaskOrchestrationContext context, TInput input, JsonSerializerOptions json)
    {
        using var ended = new CancellationTokenSource();
        try
        {
            return await orchestrator.RunAsync(new DurableOrchestrationContext(context, json, ended.Token), input).ConfigureAwait(true);
        }
        finally
        {
#pragma warning disable CA1849, MA0042 // CancelAsync would cancel on another thread, which Durable Task refuses.
            ended.Cancel();
#pragma warning restore CA1849, MA0042
        }
    }

    public Guid NewGuid() => context.NewGuid();

    public async Task<TResult> CallActivityAsync<TInput, TResult>(Activity<TInput, TResult> activity, TInput input, ActivityRetry? retry = null)
    {
        ArgumentNullException.ThrowIfNull(activity);
        RetryDelay.Check(retry);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await context.CallActivityAsync<TResult>(activity.Name, input).ConfigureAwait(true);
            }
            catch (TaskFailedException failure)
            {
                if (attempt >= (retry?.MaxAttempts ?? 1))
                {
                    throw new ActivityFailedException(activity.Name, failure.FailureDetails.ErrorType, failure.FailureDetails.ErrorMessage);
                }
            }

            // Not Durable Task's own retry: its pause cannot be given up, and would keep a cancelled run from ending.
            await CreateTimerAsync(CurrentTime + RetryDelay.After(attempt, retry!)).ConfigureAwait(true);
        }
    }

    public async Task<T> WaitForExternalEventAsync<T>(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var payload = await _events.ReceiveAsync(name, cancellationToken).ConfigureAwait(true);
        try
        {
            return payload.Deserialize(JsonContract.For<T>(json))!;
        }
        catch (JsonException failure)
        {
            throw new InvalidOperationException($"The payload of event '{name}' does not read as {typeof(T).Name}: {failure.Message}", failure);
        }
    }

    public async Task CreateTimerAsync(DateTimeOffset fireAt, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var givenUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ended);
        await context.CreateTimer(fireAt.UtcDateTime, givenUp.Token).ConfigureAwait(true);
    }

    public void SetCustomStatus(RunStatus status) => context.SetCustomStatus(RunStatus.Checked(status));

    public void Log(OrchestrationLogLevel level, string message) =>
        _logger.Log(
            level switch
            {
                OrchestrationLogLevel.Error => LogLevel.Error,
                OrchestrationLogLevel.Warning => LogLevel.Warning,
                _ => LogLevel.Information,
            }, "{InstanceId}: {Message}", InstanceId, message);
}
