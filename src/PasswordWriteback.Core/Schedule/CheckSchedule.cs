using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Schedule;

/// <summary>
/// When a tenant is checked next. While all is well: after its interval. While something is amiss: sooner, so that a repair
/// shows. When checks cannot be made: after a pause that doubles with each failure in a row. Every pause is spread by
/// <see cref="Spread"/> either way, so that tenants that came due together do not stay together.
/// </summary>
public static class CheckSchedule
{
    /// <summary>The shortest interval that a tenant may ask for.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromHours(1);

    /// <summary>The longest interval that a tenant may ask for.</summary>
    public static readonly TimeSpan LongestInterval = TimeSpan.FromDays(30);

    /// <summary>The interval of a tenant that asks for none: every night.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromDays(1);

    /// <summary>Within this time of its activation a tenant is checked for the first time.</summary>
    public static readonly TimeSpan FirstCheck = TimeSpan.FromMinutes(10);

    /// <summary>What the interval is divided by while the tenant is not known to be in order; never below <see cref="ShortestInterval"/>.</summary>
    public const int SoonerBy = 4;

    /// <summary>Pause after the first check that could not be made; each further failure in a row doubles it.</summary>
    public static readonly TimeSpan FirstBackOff = TimeSpan.FromMinutes(15);

    /// <summary>The longest pause after failures.</summary>
    public static readonly TimeSpan LongestBackOff = TimeSpan.FromHours(6);

    /// <summary>The share of a pause by which it is made shorter or longer: a tenth.</summary>
    public const double Spread = 0.1;

    /// <summary>When to check next.</summary>
    /// <param name="now">When the last check ended, or the tenant became active.</param>
    /// <param name="interval">The tenant's interval; more than 0.</param>
    /// <param name="verdict">Verdict of the last run that judged it; null: never judged, so within <see cref="FirstCheck"/>.</param>
    /// <param name="failedChecks">Checks in a row that could not be made; 0: the last one could, and nothing is backed off.</param>
    /// <param name="jitter">A random number from 0 to 1: where in the spread.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value that cannot be meant.</exception>
    public static DateTimeOffset Next(DateTimeOffset now, TimeSpan interval, Verdict? verdict, int failedChecks, double jitter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(failedChecks);
        if (jitter is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(jitter), jitter, "A jitter is a number from 0 to 1.");
        }

        if (failedChecks == 0 && verdict is null)
        {
            return now + FirstCheck * jitter;
        }

        var pause = failedChecks > 0 ? BackOff(failedChecks) : verdict is Verdict.Compliant or Verdict.ConfiguredNotProven ? interval : Sooner(interval);
        return now + pause * (1 - Spread + 2 * Spread * jitter);
    }

    // Compared as doubles first: a large power would overflow a TimeSpan.
    private static TimeSpan BackOff(int failedChecks)
    {
        var ticks = FirstBackOff.Ticks * Math.Pow(2, failedChecks - 1);
        return ticks < LongestBackOff.Ticks ? TimeSpan.FromTicks((long)ticks) : LongestBackOff;
    }

    private static TimeSpan Sooner(TimeSpan interval)
    {
        var sooner = interval / SoonerBy;
        return sooner > ShortestInterval ? sooner : interval < ShortestInterval ? interval : ShortestInterval;
    }
}
