using System.Text.Json;
using PasswordWriteback.Local.Engine.History;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Engine.Replay;

/// <summary>What the orchestrator sees. It only collects what the code asks for; nothing happens before that is recorded.</summary>
internal sealed class OrchestrationContext(string instanceId, string version, JsonSerializerOptions json, TurnScheduler scheduler)
    : IOrchestrationContext
{
    private int _lastTask;
    private int _lastGuid;

    public string InstanceId => instanceId;

    public string Version => version;

    public bool IsReplaying { get; set; }

    public DateTimeOffset CurrentTime { get; set; }

    public RunStatus? CustomStatus { get; private set; }

    /// <summary>Activities and timers that have not ended, by task id.</summary>
    public SortedDictionary<int, OpenTask> Open { get; } = [];

    public EventInbox Events { get; } = new(scheduler);

    /// <summary>What the code asked for since the caller last emptied the list.</summary>
    public List<HistoryEvent> Emitted { get; } = [];

    /// <summary>Log lines since the caller last emptied the list; never filled while replaying.</summary>
    public List<(OrchestrationLogLevel Level, string Message)> LogLines { get; } = [];

    public Guid NewGuid()
    {
        scheduler.DemandTurn();
        return DeterministicGuid.Create(instanceId, ++_lastGuid);
    }

    public async Task<TResult> CallActivityAsync<TInput, TResult>(
        Activity<TInput, TResult> activity, TInput input, ActivityRetry? retry = null)
    {
        scheduler.DemandTurn();
        RetryDelay.Check(retry);
        var inputJson = JsonContract.Write(input, json);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Schedule<TResult>(activity.Name, inputJson).ConfigureAwait(true);
            }
            catch (ActivityFailedException) when (attempt < (retry?.MaxAttempts ?? 1))
            {
                // The pause is a durable timer, so it survives a restart.
            }

            await CreateTimerAsync(CurrentTime + RetryDelay.After(attempt, retry!)).ConfigureAwait(true);
        }
    }

    public Task<T> WaitForExternalEventAsync<T>(string name, CancellationToken cancellationToken = default)
    {
        scheduler.DemandTurn();
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Events.WaitAsync(name, JsonContract.For<T>(json), cancellationToken);
    }

    public Task CreateTimerAsync(DateTimeOffset fireAt, CancellationToken cancellationToken = default)
    {
        scheduler.DemandTurn();
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        var timer = new OpenTimer(new TimerCreated(CurrentTime, ++_lastTask, fireAt.ToUniversalTime()));
        Begin(timer.Created.TaskId, timer);
        timer.Cancellation = cancellationToken.UnsafeRegister(_ => GiveUp(timer, cancellationToken), null);
        return timer.Fired.Task;
    }

    public void SetCustomStatus(RunStatus status)
    {
        scheduler.DemandTurn();
        CustomStatus = RunStatus.Checked(status);
    }

    public void Log(OrchestrationLogLevel level, string message)
    {
        scheduler.DemandTurn();
        if (!IsReplaying)
        {
            LogLines.Add((level, message));
        }
    }

    private Task<TResult> Schedule<TResult>(string name, JsonElement input)
    {
        var activity = new OpenActivity<TResult>(
            new ActivityScheduled(CurrentTime, ++_lastTask, name, input), JsonContract.For<TResult>(json));
        Begin(activity.Scheduled.TaskId, activity);
        return activity.Result;
    }

    private void Begin(int taskId, OpenTask task)
    {
        Open.Add(taskId, task);
        Emitted.Add(task.Begun);
    }

    private void GiveUp(OpenTimer timer, CancellationToken cancellationToken)
    {
        if (!scheduler.IsOnTurn)
        {
            scheduler.ReportForeign();
        }
        else if (Open.Remove(timer.Created.TaskId))
        {
            Emitted.Add(new TimerCancelled(CurrentTime, timer.Created.TaskId));
            timer.Fired.SetCanceled(cancellationToken);
        }
    }
}
