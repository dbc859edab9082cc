namespace PasswordWriteback.Simulation.Tenant.Server;

/// <summary>Reports and audit logs are served to an app five times in ten seconds (learn.microsoft.com/graph/throttling-limits).</summary>
internal sealed class ReportLimit(TimeProvider time)
{
    private const int Max = 5;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Queue<DateTimeOffset> _served = new();

    /// <summary>Whether the limit is reached; if not, one more is served.</summary>
    public bool IsReached()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            while (_served.TryPeek(out var oldest) && oldest + Window <= now)
            {
                _served.Dequeue();
            }

            if (_served.Count >= Max)
            {
                return true;
            }

            _served.Enqueue(now);
            return false;
        }
    }
}
