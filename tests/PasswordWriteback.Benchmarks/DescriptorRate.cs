using System.Diagnostics;

namespace PasswordWriteback.Benchmarks;

/// <summary>
/// Descriptors that one core decodes and evaluates in a second, beside a plain copy of the same bytes. Many short batches, of
/// which the best counts: on a machine that others use, a batch that nobody interrupted is what the core can do.
/// </summary>
internal static class DescriptorRate
{
    private const int Batches = 400;
    private const int InABatch = 4000;

    public static void Print()
    {
        var work = new DescriptorBenchmarks();
        work.MakeDescriptor();
        var copy = new byte[work.Bytes.Length];
        Console.WriteLine($"{work.AceCount} ACEs, {copy.Length} bytes; best and median of {Batches} batches of {InABatch}; load {Load()}");
        var baseline = Measure("copy of the bytes", () => work.Bytes.CopyTo(copy));
        _ = Measure("one right, from bytes", () => work.EvaluateOne(), baseline);
        _ = Measure("four rights of a profile, from bytes", () => work.EvaluateProfile(), baseline);
        _ = Measure("a user's coverage", () => work.ClassifyUser(), baseline);
        _ = Measure("a user's operations", () => work.ClassifyOperations(), baseline);
        _ = Measure("reading into objects", () => work.Parse(), baseline);
        _ = Measure("reading into objects, then one right", () => work.ParseAndEvaluate(), baseline);
    }

    private static double Measure(string what, Action work, double? baseline = null)
    {
        var times = new List<double>(Batches);
        var allocated = 0L;
        for (var batch = 0; batch < Batches; batch++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < InABatch; i++)
            {
                work();
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / InABatch);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        times.Sort();
        var best = times[0];
        Console.WriteLine(
            $"{what}: {best:F0} ns (median {times[Batches / 2]:F0}), {1e9 / best:N0}/s, {best / (baseline ?? best):F1} copies, {allocated / InABatch} bytes allocated");
        return best;
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
