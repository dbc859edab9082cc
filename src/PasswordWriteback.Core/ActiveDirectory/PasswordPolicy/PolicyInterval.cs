namespace PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;

/// <summary>Lengths of time in policy attributes: 100-nanosecond units, stored negative (MS-ADA2 minPwdAge, maxPwdAge).</summary>
public static class PolicyInterval
{
    /// <summary>The length; zero for 0.</summary>
    public static TimeSpan Parse(long value) => TimeSpan.FromTicks(value == long.MinValue ? long.MaxValue : Math.Abs(value));

    /// <summary>A maximum age; null when passwords never expire, which is stored as 0 or as the smallest number there is.</summary>
    public static TimeSpan? ParseMaximum(long value) => value is 0 or long.MinValue ? null : Parse(value);
}
