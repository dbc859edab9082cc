using PasswordWriteback.Simulation.Clock;

namespace PasswordWriteback.Simulation.Tests.Clock;

public sealed class AcceleratedTimeProviderTests
{
    private readonly SlowClock _slow = new();

    [Fact]
    public void GetUtcNow_RunsByTheFactor_FromTheSameStart()
    {
        var start = _slow.GetUtcNow();
        var fast = new AcceleratedTimeProvider(_slow, 60);
        Assert.Equal(start, fast.GetUtcNow());

        _slow.Now += TimeSpan.FromSeconds(10);
        Assert.Equal(start + TimeSpan.FromMinutes(10), fast.GetUtcNow());
    }

    [Fact]
    public void GetUtcNow_WithAnEarlierOrigin_GoesOnFromThere()
    {
        var start = _slow.GetUtcNow();
        var first = new AcceleratedTimeProvider(_slow, 60);
        _slow.Now += TimeSpan.FromSeconds(10);
        var next = new AcceleratedTimeProvider(_slow, 60, start);
        _slow.Now += TimeSpan.FromSeconds(10);

        Assert.Equal(start + TimeSpan.FromMinutes(20), next.GetUtcNow());
        Assert.Equal(first.GetUtcNow(), next.GetUtcNow());
    }

    [Fact]
    public void GetTimestamp_RunsByTheFactor()
    {
        var fast = new AcceleratedTimeProvider(_slow, 60);
        var start = fast.GetTimestamp();
        _slow.Now += TimeSpan.FromSeconds(10);

        Assert.Equal(TimeSpan.FromMinutes(10), fast.GetElapsedTime(start));
    }

    [Fact]
    public void CreateTimer_IsDueSooner_AlsoWhenChanged()
    {
        var fast = new AcceleratedTimeProvider(_slow, 60);
        using var timer = fast.CreateTimer(_ => { }, null, TimeSpan.FromMinutes(10), Timeout.InfiniteTimeSpan);
        Assert.Equal((TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan), _slow.Asked);

        timer.Change(TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromSeconds(1)), _slow.Asked);

        timer.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        Assert.Equal(TimeSpan.FromMilliseconds(1), _slow.Asked.Due);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void AFactor_ThatIsNoSpeed_IsRefused(double factor) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new AcceleratedTimeProvider(_slow, factor));

    private sealed class SlowClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

        public (TimeSpan Due, TimeSpan Period) Asked { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.UtcTicks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Asked = (dueTime, period);
            return new RecordingTimer(this);
        }

        private sealed class RecordingTimer(SlowClock clock) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                clock.Asked = (dueTime, period);
                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
