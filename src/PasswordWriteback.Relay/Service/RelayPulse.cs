namespace PasswordWriteback.Relay.Service;

/// <summary>
/// Whether the service lives: its receiving loop beats each time that it turns, whether queue and ledger are there or not. What a
/// service manager is told rests on this, so that a loop that hangs is not taken for one that waits.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class RelayPulse(TimeProvider time)
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _last = time.GetTimestamp();
    private Func<string> _status = static () => "Starting";

    /// <summary>Completes when enrolment, key and ledger are usable and the loops run; not at all when the service ends before.</summary>
    public Task Started => _started.Task;

    /// <summary>How long ago the loop last turned.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Interlocked.Read(ref _last));

    /// <summary>Whether the loop has turned within <see cref="RelayLimits.LoopSilence"/>.</summary>
    public bool IsAlive => Silence < RelayLimits.LoopSilence;

    /// <summary>One line for people: what the service is about. Holds no secret.</summary>
    public string Status => _status();

    /// <summary>The loop turns.</summary>
    internal void Beat() => Interlocked.Exchange(ref _last, time.GetTimestamp());

    /// <summary>The loops run.</summary>
    internal void Start(Func<string> status)
    {
        _status = status;
        Beat();
        _started.TrySetResult();
    }
}
