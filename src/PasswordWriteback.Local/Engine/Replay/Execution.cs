using System.Text.Json;
using PasswordWriteback.Local.Engine.History;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Engine.Replay;

/// <summary>
/// One orchestrator in memory. Events are delivered one at a time, each followed by running the code until it waits again;
/// so the history reads as event, what the code did, event, what the code did, and a replay is the same loop with a comparison.
/// </summary>
internal sealed class Execution
{
    public const string ForeignAwait =
        "The orchestrator awaited or was touched by something outside its history (Task.Delay, Task.Run, ConfigureAwait(false), "
        + "I/O, a token source with a clock). Only tasks from IOrchestrationContext may be awaited; everything else belongs in an activity.";

    private readonly OrchestratorRegistration _orchestrator;
    private readonly TurnScheduler _scheduler;
    private readonly OrchestrationContext _context;
    private Task<JsonElement>? _main;

    /// <param name="instanceId">The instance.</param>
    /// <param name="version">The version it began with.</param>
    /// <param name="orchestrator">The code that runs it.</param>
    /// <param name="json">The contract of its data.</param>
    /// <param name="onForeignResume">Called at most once, on any thread, when the code is resumed from outside its history.</param>
    public Execution(
        string instanceId, string version, OrchestratorRegistration orchestrator, JsonSerializerOptions json, Action onForeignResume)
    {
        _orchestrator = orchestrator;
        _scheduler = new TurnScheduler(onForeignResume);
        _context = new OrchestrationContext(instanceId, version, json, _scheduler);
    }

    public bool IsFinished { get; private set; }

    public RunStatus? CustomStatus => _context.CustomStatus;

    /// <summary>Activities and timers that have not ended, in the order in which they began.</summary>
    public IEnumerable<OutboundEvent> Open => _context.Open.Values.Select(t => t.Begun);

    public bool IsOpen(int taskId) => _context.Open.ContainsKey(taskId);

    /// <summary>Takes the log lines written since the last call.</summary>
    public IReadOnlyList<(OrchestrationLogLevel Level, string Message)> TakeLogLines()
    {
        var lines = _context.LogLines.ToArray();
        _context.LogLines.Clear();
        return lines;
    }

    /// <summary>Delivers an event, runs the code until it waits, and returns what it did.</summary>
    public IReadOnlyList<HistoryEvent> Deliver(InboundEvent inbound)
    {
        _context.Emitted.Clear();
        _context.CurrentTime = inbound.At;
        if (inbound is RunTerminated)
        {
            IsFinished = true;
            return [];
        }

        if (!_scheduler.HasForeignResume)
        {
            _scheduler.Run(() => Apply(inbound));
        }

        if (Ending(inbound.At) is { } end)
        {
            IsFinished = true;
            _context.Emitted.Add(end);
        }

        return [.. _context.Emitted];
    }

    /// <summary>Repeats a history.</summary>
    /// <param name="history">All of it, oldest first.</param>
    /// <param name="strict">Compares the inputs of activities too.</param>
    /// <exception cref="HistoryMismatchException">The code does something else.</exception>
    public void Replay(IReadOnlyList<HistoryEvent> history, bool strict)
    {
        _context.IsReplaying = true;
        for (var next = 0; next < history.Count;)
        {
            if (history[next] is not InboundEvent inbound)
            {
                throw HistoryMismatchException.At(next + 1, history[next], null);
            }

            next++;
            foreach (var done in Deliver(inbound))
            {
                var recorded = next < history.Count ? history[next] : null;
                if (!HistoryComparison.Same(recorded, done, strict))
                {
                    throw HistoryMismatchException.At(next + 1, recorded, done);
                }

                next++;
            }
        }

        _context.IsReplaying = false;
    }

    private void Apply(InboundEvent inbound)
    {
        switch (inbound)
        {
            case RunStarted started:
                _main = _orchestrator.RunAsync(_context, started.Input);
                break;
            case ActivityCompleted e when _context.Open.Remove(e.TaskId, out var task) && task is OpenActivity activity:
                activity.Complete(e.Result);
                break;
            case ActivityFailed e when _context.Open.Remove(e.TaskId, out var task) && task is OpenActivity activity:
                activity.Fail(new ActivityFailedException(activity.Scheduled.Name, e.ErrorType, e.ErrorMessage));
                break;
            case TimerFired e when _context.Open.Remove(e.TaskId, out var task) && task is OpenTimer timer:
                timer.Cancellation.Unregister();
                timer.Fired.SetResult();
                break;
            case EventRaised e:
                _context.Events.Raise(e.Name, e.Payload);
                break;
            default:
                throw new HistoryMismatchException($"The history has {inbound}, but the code has no such task open.");
        }
    }

    private HistoryEvent? Ending(DateTimeOffset at)
    {
        if (_scheduler.HasForeignResume)
        {
            return Foreign(at);
        }

        if (_main is { IsCompletedSuccessfully: true })
        {
            return new RunCompleted(at, _main.Result);
        }

        if (_main is { IsCompleted: true })
        {
            var error = _main.Exception?.InnerException ?? new OperationCanceledException("The orchestrator let a cancelled wait end it.");
            return RunFailure.From(at, error);
        }

        return _context.Open.Count == 0 && !_context.Events.IsAwaited ? Foreign(at) : null;
    }

    private static RunFailed Foreign(DateTimeOffset at) => new(at, typeof(InvalidOperationException).FullName!, ForeignAwait, null);
}
