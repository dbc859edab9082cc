namespace PasswordWriteback.Simulation.Clock;

/// <summary>A clock that runs a number of times faster than the one below it, timers and timestamps included.</summary>
public sealed class AcceleratedTimeProvider : TimeProvider
{
    private readonly TimeProvider _inner;
    private readonly DateTimeOffset _origin;
    private readonly long _originTimestamp;

    /// <summary>Starts at the inner clock's present time.</summary>
    /// <param name="inner">The clock below.</param>
    /// <param name="factor">How many simulated seconds pass in one second of <paramref name="inner"/>; more than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="factor"/> is not a positive number.</exception>
    public AcceleratedTimeProvider(TimeProvider inner, double factor)
        : this(inner, factor, origin: null)
    {
    }

    /// <summary>Goes on as if it had been started at <paramref name="origin"/>: for a process that goes on from the work of an earlier one.</summary>
    /// <param name="inner">The clock below.</param>
    /// <param name="factor">How many simulated seconds pass in one second of <paramref name="inner"/>; more than 0.</param>
    /// <param name="origin">When it was started, by the inner clock; null: now.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="factor"/> is not a positive number.</exception>
    public AcceleratedTimeProvider(TimeProvider inner, double factor, DateTimeOffset? origin)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (!double.IsFinite(factor) || factor <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "A clock runs at a positive, finite speed.");
        }

        _inner = inner;
        Factor = factor;
        _origin = origin ?? inner.GetUtcNow();
        _originTimestamp = inner.GetTimestamp();
    }

    /// <summary>Simulated seconds per second of the clock below.</summary>
    public double Factor { get; }

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => _inner.LocalTimeZone;

    /// <inheritdoc />
    public override long TimestampFrequency => _inner.TimestampFrequency;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => _origin + ((_inner.GetUtcNow() - _origin) * Factor);

    /// <inheritdoc />
    public override long GetTimestamp() => _originTimestamp + (long)((_inner.GetTimestamp() - _originTimestamp) * Factor);

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new AcceleratedTimer(_inner.CreateTimer(callback, state, Shorten(dueTime), Shorten(period)), this);

    /// <summary>A span of this clock as a span of the one below; never rounded down to "at once" or up to "never".</summary>
    private TimeSpan Shorten(TimeSpan span)
    {
        if (span <= TimeSpan.Zero)
        {
            return span; // Zero means at once, Timeout.InfiniteTimeSpan means never.
        }

        var shortened = span / Factor;
        return shortened < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : shortened;
    }

    private sealed class AcceleratedTimer(ITimer inner, AcceleratedTimeProvider clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(clock.Shorten(dueTime), clock.Shorten(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
