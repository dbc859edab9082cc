namespace PasswordWriteback.Api.Notifications;

/// <summary>When upkeep and looks come next: spread, so that tenants that came due together do not stay together.</summary>
internal static class Pauses
{
    private const double Spread = 0.1;

    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    /// <summary>After a pause that is at most so long, and up to a tenth shorter.</summary>
    public static DateTimeOffset Within(DateTimeOffset now, TimeSpan pause, Random random) => now + pause * (1 - Spread * random.NextDouble());

    /// <summary>After 1 minute × 2^(failures − 1), at most 6 hours, up to a tenth shorter.</summary>
    public static DateTimeOffset AfterFailure(DateTimeOffset now, int failures, Random random) =>
        Within(now, First * Math.Min(Longest / First, Math.Pow(2, failures - 1)), random);
}
