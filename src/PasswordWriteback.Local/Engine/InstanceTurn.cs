using PasswordWriteback.Local.Engine.History;
using PasswordWriteback.Local.Engine.Replay;

namespace PasswordWriteback.Local.Engine;

/// <summary>One turn of one instance: what came in goes to the code, and the history grows in memory. Nothing is recorded yet.</summary>
/// <param name="instanceId">The instance.</param>
/// <param name="before">Where it stood; null: it begins now.</param>
internal sealed class InstanceTurn(string instanceId, InstanceStatus? before)
{
    private readonly DateTimeOffset _earliest = before?.UpdatedAt ?? DateTimeOffset.MinValue;

    /// <summary>The new events.</summary>
    public List<HistoryEvent> Events { get; } = [];

    /// <summary>Those who wait for their event to be recorded.</summary>
    public List<TaskCompletionSource> Waiting { get; } = [];

    /// <summary>Whether the run has ended, in this turn or before.</summary>
    public bool HasEnded { get; private set; } = before is { IsFinished: true };

    /// <summary>Delivers one message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="execution">The code; null when this host has none for the version.</param>
    /// <param name="noCode">What to answer then.</param>
    public void Deliver(Message message, Execution? execution, Func<Exception> noCode)
    {
        if (HasEnded)
        {
            message.Recorded?.TrySetException(new InstanceFinishedException(instanceId));
            return;
        }

        if (execution is null && message.Event is not RunTerminated)
        {
            message.Recorded?.TrySetException(noCode());
            return;
        }

        if (message.Kind == MessageKind.ForeignResume)
        {
            Fail(_earliest, new InvalidOperationException(Execution.ForeignAwait));
        }
        else if (message.Event is { } inbound && !IsStale(inbound, execution))
        {
            Record(inbound with { At = Later(inbound.At) }, execution);
            if (message.Recorded is not null)
            {
                Waiting.Add(message.Recorded);
            }
        }
    }

    /// <summary>Ends the run because its code or its history cannot go on.</summary>
    public void Fail(DateTimeOffset at, Exception error)
    {
        Events.Add(RunFailure.From(Later(at), error));
        HasEnded = true;
    }

    /// <summary>Where the instance stands after this turn.</summary>
    public InstanceStatus After(Execution? execution)
    {
        var last = Events[^1];
        var status = before ?? Begin((RunStarted)Events[0]);
        return status with
        {
            UpdatedAt = last.At,
            Revision = status.Revision + Events.Count,
            CustomStatus = execution?.CustomStatus ?? status.CustomStatus,
            State = last switch
            {
                RunCompleted => InstanceState.Completed,
                RunFailed => InstanceState.Failed,
                RunTerminated => InstanceState.Terminated,
                _ => InstanceState.Running,
            },
            Output = (last as RunCompleted)?.Output,
            Failure = last switch
            {
                RunFailed e => new InstanceFailure(e.ErrorType, e.ErrorMessage, e.Details),
                RunTerminated e => new InstanceFailure("Terminated", e.Reason, null),
                _ => null,
            },
        };
    }

    private InstanceStatus Begin(RunStarted start) =>
        new(instanceId, start.Name, start.Version, InstanceState.Running, start.At, start.At, 0, null, null, null);

    private void Record(InboundEvent inbound, Execution? execution)
    {
        Events.Add(inbound);
        try
        {
            Events.AddRange(execution?.Deliver(inbound) ?? []);
            HasEnded = execution is null or { IsFinished: true };
        }
#pragma warning disable CA1031 // A turn that cannot go on ends its run with the reason, not the engine.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(inbound.At, e);
        }
    }

    /// <summary>A timer that was given up while it fired, or a task of an instance that was rebuilt: nobody waits for it.</summary>
    private static bool IsStale(InboundEvent inbound, Execution? execution) => inbound switch
    {
        TimerFired e => execution?.IsOpen(e.TaskId) is not true,
        ActivityCompleted e => execution?.IsOpen(e.TaskId) is not true,
        ActivityFailed e => execution?.IsOpen(e.TaskId) is not true,
        _ => false,
    };

    /// <summary>Time in a history never runs backwards, whatever the clock does.</summary>
    private DateTimeOffset Later(DateTimeOffset at)
    {
        var floor = Events.Count > 0 ? Events[^1].At : _earliest;
        return at > floor ? at : floor;
    }
}
