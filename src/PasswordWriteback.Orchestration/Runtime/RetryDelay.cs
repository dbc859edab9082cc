namespace PasswordWriteback.Orchestration.Runtime;

/// <summary>The pause between two attempts of an activity, the same on every engine.</summary>
public static class RetryDelay
{
    /// <summary>Refuses a retry that cannot be meant.</summary>
    /// <exception cref="ArgumentException">No attempt, a negative pause, or a coefficient under 1.</exception>
    public static void Check(ActivityRetry? retry)
    {
        if (retry is { MaxAttempts: < 1 } or { BackoffCoefficient: not >= 1 }
            || retry?.FirstDelay < TimeSpan.Zero || retry?.MaxDelay < TimeSpan.Zero)
        {
            throw new ArgumentException($"A retry needs at least 1 attempt, pauses of at least 0 and a coefficient of at least 1, not {retry}.", nameof(retry));
        }
    }

    /// <summary>The pause after a failed attempt.</summary>
    /// <param name="attempt">The attempt that failed; the first is 1.</param>
    /// <param name="retry">The policy.</param>
    public static TimeSpan After(int attempt, ActivityRetry retry)
    {
        ArgumentNullException.ThrowIfNull(retry);

        // Compared as doubles first: a large power would overflow a TimeSpan.
        var ticks = retry.FirstDelay.Ticks * Math.Pow(retry.BackoffCoefficient, attempt - 1);
        return ticks < retry.MaxDelay.Ticks ? TimeSpan.FromTicks((long)ticks) : retry.MaxDelay;
    }
}
