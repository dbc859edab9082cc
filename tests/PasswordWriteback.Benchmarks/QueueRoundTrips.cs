using System.Diagnostics;

namespace PasswordWriteback.Benchmarks;

/// <summary>Percentiles of <see cref="QueueBenchmarks"/>: BenchmarkDotNet has none beyond the 95th.</summary>
internal static class QueueRoundTrips
{
    private const int WarmUp = 20;

    /// <summary>Makes so many round trips one after the other and prints their times.</summary>
    public static async Task PrintAsync(int count)
    {
        var queue = new QueueBenchmarks();
        await queue.StartAsync();
        var times = new List<double>();
        for (var i = 0; i < count + WarmUp; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await queue.RoundTripAsync();
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        await queue.StopAsync();
        Print("round trips", [.. times.Skip(WarmUp)]);
    }

    /// <summary>Prints the percentiles of times in milliseconds.</summary>
    public static void Print(string what, IReadOnlyList<double> times)
    {
        var sorted = times.Order().ToList();
        Console.WriteLine($"{sorted.Count} {what}: p50 {At(0.5):0.0} ms, p99 {At(0.99):0.0} ms, longest {sorted[^1]:0.0} ms");

        double At(double part) => sorted[(int)(part * (sorted.Count - 1))];
    }
}
