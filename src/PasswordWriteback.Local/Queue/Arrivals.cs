using System.Collections.Concurrent;

namespace PasswordWriteback.Local.Queue;

/// <summary>Wakes those who wait at a queue when something may have come for them.</summary>
internal sealed class Arrivals
{
    private readonly ConcurrentDictionary<QueuePath, TaskCompletionSource> _next = new();

    /// <summary>Ends at the next arrival. Taken before looking into the queue, so that none between the look and the wait is missed.</summary>
    public Task Next(QueuePath path) => _next.GetOrAdd(path, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Wakes everybody who waits there.</summary>
    public void Announce(QueuePath path)
    {
        if (_next.TryRemove(path, out var waiting))
        {
            waiting.SetResult();
        }
    }
}
