namespace PasswordWriteback.Relay.Service;

/// <summary>How long to wait after one failure after another: doubled up to the longest pause.</summary>
internal sealed class Backoff(TimeProvider time)
{
    private TimeSpan _next = RelayLimits.FirstPause;

    /// <summary>Waits, longer than the last time.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        var pause = _next;
        _next = pause * 2 < RelayLimits.LongestPause ? pause * 2 : RelayLimits.LongestPause;
        return Task.Delay(pause, time, cancellationToken);
    }

    /// <summary>It went well: the next failure is a first one.</summary>
    public void Reset() => _next = RelayLimits.FirstPause;
}
