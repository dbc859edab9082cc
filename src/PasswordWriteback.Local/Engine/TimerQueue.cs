using PasswordWriteback.Local.Engine.History;

namespace PasswordWriteback.Local.Engine;

/// <summary>
/// Durable timers in the order of their time. Only a view of the journal: after a restart the replay of each instance adds
/// its open timers again.
/// </summary>
internal sealed class TimerQueue : IDisposable
{
    /// <summary>The clock may be set while we wait, so the time is looked at this often at least.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string InstanceId, int TaskId), DateTimeOffset> _times = [];
    private readonly SortedSet<(DateTimeOffset FireAt, string InstanceId, int TaskId)> _order = [];
    private readonly TimeProvider _clock;
    private readonly Action<string, TimerFired> _onDue;
    private readonly ITimer _wake;
    private bool _stopped;

    public TimerQueue(TimeProvider clock, Action<string, TimerFired> onDue)
    {
        _clock = clock;
        _onDue = onDue;
        _wake = clock.CreateTimer(_ => FireDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _order.Count;
            }
        }
    }

    public void Add(string instanceId, TimerCreated timer)
    {
        lock (_gate)
        {
            if (_times.TryAdd((instanceId, timer.TaskId), timer.FireAt))
            {
                _order.Add((timer.FireAt, instanceId, timer.TaskId));
            }
        }

        FireDue();
    }

    public void Remove(string instanceId, int taskId)
    {
        lock (_gate)
        {
            if (_times.Remove((instanceId, taskId), out var fireAt))
            {
                _order.Remove((fireAt, instanceId, taskId));
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
        }

        _wake.Dispose();
    }

    private void FireDue()
    {
        var due = new List<(DateTimeOffset FireAt, string InstanceId, int TaskId)>();
        var now = _clock.GetUtcNow();
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            while (_order.Count > 0 && _order.Min.FireAt <= now)
            {
                var next = _order.Min;
                _order.Remove(next);
                _times.Remove((next.InstanceId, next.TaskId));
                due.Add(next);
            }

            if (_order.Count > 0)
            {
                var sleep = _order.Min.FireAt - now;
                _wake.Change(sleep < LongestSleep ? sleep : LongestSleep, Timeout.InfiniteTimeSpan);
            }
        }

        foreach (var timer in due)
        {
            _onDue(timer.InstanceId, new TimerFired(now, timer.TaskId));
        }
    }
}
