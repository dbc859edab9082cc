namespace PasswordWriteback.Graph.Requests;

/// <summary>
/// Graph serves reports and audit logs to an app in a tenant five times in ten seconds
/// (learn.microsoft.com/graph/throttling-limits, identity and access reports). Whoever asks more waits for its turn here.
/// </summary>
internal sealed class ReportPace(TimeProvider time)
{
    public const int MaxRequests = 5;
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Queue<DateTimeOffset> _turns = new();

    /// <summary>Whether a route counts.</summary>
    public static bool Counts(Uri? address) =>
        address?.AbsolutePath is { } path
        && (path.Contains("/reports/", StringComparison.OrdinalIgnoreCase) || path.Contains("/auditLogs/", StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes one turn, and says how long to wait for it.</summary>
    public TimeSpan Take()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            while (_turns.Count >= MaxRequests && _turns.Peek() + Window <= now)
            {
                _turns.Dequeue();
            }

            var turn = _turns.Count < MaxRequests ? now : _turns.ElementAt(_turns.Count - MaxRequests) + Window;
            turn = turn < now ? now : turn;
            _turns.Enqueue(turn);
            return turn - now;
        }
    }
}
