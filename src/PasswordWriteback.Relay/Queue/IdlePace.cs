namespace PasswordWriteback.Relay.Queue;

/// <summary>
/// How a listener polls while nothing happens: as many operations a day as it may, spent on polls that leave no gap. A poll of
/// 59 s makes 1,465 a day and no pause; where a proxy cuts idle connections earlier, polls get shorter and pauses make up
/// for it, except while commands are coming in.
/// </summary>
public sealed class IdlePace
{
    /// <summary>The longest poll: below the minute at which proxies commonly cut an idle connection, and at which Service Bus answers by itself.</summary>
    public static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(59);

    /// <summary>The shortest poll that cuts can bring about.</summary>
    public static readonly TimeSpan ShortestPoll = TimeSpan.FromSeconds(10);

    /// <summary>How long after a message polls follow each other without a pause.</summary>
    public static readonly TimeSpan ActiveFor = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan ForgetCutsAfter = TimeSpan.FromHours(6);
    private readonly TimeSpan _interval;
    private DateTimeOffset _activeUntil;
    private DateTimeOffset _shortUntil;
    private int _cuts;

    /// <summary>A pace.</summary>
    /// <param name="dailyOperations">How many queue operations an idle day may have. Default 1,500.</param>
    /// <param name="reserved">How many of them are for other things, like 24 heartbeats. Default 30.</param>
    public IdlePace(int dailyOperations = 1500, int reserved = 30)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(dailyOperations, reserved);
        _interval = TimeSpan.FromDays(1) / (dailyOperations - reserved);
    }

    /// <summary>How long the next poll asks to wait.</summary>
    public TimeSpan Poll { get; private set; } = LongestPoll;

    /// <summary>A poll brought a message.</summary>
    public void Message(DateTimeOffset now)
    {
        _cuts = 0;
        _activeUntil = now + ActiveFor;
    }

    /// <summary>A poll ended with nothing, after <paramref name="took"/>. Returns the pause before the next.</summary>
    public TimeSpan Nothing(DateTimeOffset now, TimeSpan took)
    {
        _cuts = 0;
        if (now >= _shortUntil)
        {
            Poll = LongestPoll;
        }

        return now < _activeUntil && took >= ShortestPoll / 2 || took >= _interval ? TimeSpan.Zero : _interval - took;
    }

    /// <summary>A poll failed after <paramref name="took"/>. The second time running that one is cut off in the middle, polls get shorter.</summary>
    public void Failed(DateTimeOffset now, TimeSpan took)
    {
        if (took < ShortestPoll / 2)
        {
            return;
        }

        if (++_cuts >= 2)
        {
            var shorter = took < Poll ? took * 0.8 : Poll / 2;
            Poll = TimeSpan.FromSeconds(Math.Max(ShortestPoll.TotalSeconds, Math.Floor(shorter.TotalSeconds)));
            _shortUntil = now + ForgetCutsAfter;
        }
    }
}
