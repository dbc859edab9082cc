namespace PasswordWriteback.Graph.Requests;

/// <summary>
/// Graph serves reports and audit logs to an app in a tenant five times in ten seconds
/// (learn.microsoft.com/graph/throttling-limits, identity and access reports). Whoever asks more waits for its turn here.
/// </summary>
/// <param name="time">The clock of the ten seconds.</param>
/// <param name="pause">Waits on it.</param>
internal sealed class ReportPace(TimeProvider time, Func<TimeSpan, CancellationToken, Task> pause)
{
    public const int MaxRequests = 5;
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait for a turn: two windows.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly Queue<DateTimeOffset> _turns = new();

    /// <summary>Whether a route counts.</summary>
    public static bool Counts(Uri? address) =>
        address?.AbsolutePath is { } path
        && (path.Contains("/reports/", StringComparison.OrdinalIgnoreCase) || path.Contains("/auditLogs/", StringComparison.OrdinalIgnoreCase));

    /// <summary>Waits until so many requests may be sent together.</summary>
    /// <exception cref="UnexpectedAnswerException">So many readings of the tenant wait already that it would be longer than <see cref="Longest"/>.</exception>
    public Task WaitAsync(int count, CancellationToken cancellationToken) =>
        count > 0 && Take(count) is { Ticks: > 0 } wait ? pause(wait, cancellationToken) : Task.CompletedTask;

    /// <summary>Takes turns for requests that are sent together, and says how long to wait for them.</summary>
    /// <param name="count">How many, at most <see cref="MaxRequests"/>.</param>
    private TimeSpan Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxRequests);
        lock (_gate)
        {
            var now = time.GetUtcNow();
            while (_turns.TryPeek(out var oldest) && oldest + Window <= now)
            {
                _turns.Dequeue();
            }

            // Turns stand in order; the last of those that are too many has to be over.
            var tooMany = _turns.Count + count - MaxRequests;
            var turn = tooMany > 0 ? _turns.ElementAt(tooMany - 1) + Window : now;
            if (turn - now > Longest)
            {
                throw new UnexpectedAnswerException(
                    $"too many checks of this tenant are under way: Graph serves {MaxRequests} requests to reports in {Window.TotalSeconds:0} s, and this one would wait {(turn - now).TotalSeconds:0} s");
            }

            for (var i = 0; i < count; i++)
            {
                _turns.Enqueue(turn);
            }

            return turn - now;
        }
    }
}
