using System.Collections.Concurrent;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Tests.Engine;

/// <summary>The engine dies at every place where the outcome could differ, also while it recovers from dying.</summary>
public sealed class CrashTests
{
    private const int Crashes = 500;
    private static readonly Activity<string, string> Step = new("Step");

    [Fact]
    public async Task ADeathAtAnyPlace_ConvergesToTheSameResultAndRepeatsNoFinishedStep()
    {
        var undisturbed = new CrashingFaults(0);
        var expected = await RunThroughAsync([undisturbed]);
        Assert.StartsWith("begin done,a done,b done,c done,retried done,approved,", expected, StringComparison.Ordinal);
        var places = undisturbed.Count;

        await Parallel.ForEachAsync(Enumerable.Range(0, Crashes), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
        {
            // The first round kills once at each place; later rounds kill the recovery too.
            var first = new CrashingFaults(1 + (i % places));
            var second = new CrashingFaults(i < places ? 0 : 1 + (i * 7 % 40));
            Assert.Equal(expected, await RunThroughAsync([first, second, new CrashingFaults(0)]));
        });
    }

    /// <summary>Runs one instance to its end, with the next engine whenever one dies.</summary>
    private static async Task<string> RunThroughAsync(IReadOnlyList<CrashingFaults> lives)
    {
        using var bench = new EngineBench();
        var ran = new ConcurrentQueue<string>();
        var attempts = 0;
        foreach (var faults in lives)
        {
            // What has run was recorded before it ran, and what is recorded as finished must not run in this life.
            Assert.Subset(Recorded(bench, "activityScheduled", "input"), ran.ToHashSet(StringComparer.Ordinal));
            var finished = Recorded(bench, "activityCompleted", "result");
            ran.Clear();
            var engine = await bench.StartAsync(RunAsync, b => b.AddActivity(Step, (input, _) =>
            {
                ran.Enqueue(input);
                return input == "retried" && Interlocked.Increment(ref attempts) == 1
                    ? throw new TimeoutException("no answer")
                    : Task.FromResult(input + " done");
            }), bench.Options(faults: faults));

            var drive = DriveAsync(bench, engine);
            if (await Task.WhenAny(drive, faults.Died) == drive && !faults.Died.IsCompleted)
            {
                var output = await drive;
                await engine.DisposeAsync();
                AssertRunOnce(ran, finished);
                return output;
            }

            await engine.AbandonAsync();
            AssertRunOnce(ran, finished);
            _ = drive.ContinueWith(t => t.Exception, TaskScheduler.Default);
        }

        throw new InvalidOperationException("Every life died.");
    }

    private static async Task<string> DriveAsync(EngineBench bench, LocalEngine engine)
    {
        if (await engine.GetAsync("a", CancellationToken.None) is null)
        {
            await engine.StartAsync("Test", "a", "x", cancellationToken: CancellationToken.None);
        }

        for (var step = 0; step < 50; step++)
        {
            await engine.WhenIdleAsync();
            var status = await engine.GetAsync("a", CancellationToken.None);
            if (status!.IsFinished)
            {
                return status.ReadOutput(TestJson.Default.String)!;
            }

            if (status.CustomStatus?.WaitingFor is { } awaited)
            {
                await engine.RaiseEventAsync("a", awaited, "approved", CancellationToken.None);
            }
            else
            {
                bench.Clock.Advance(TimeSpan.FromHours(1));
            }
        }

        throw new InvalidOperationException("The instance stands still.");
    }

    /// <summary>A step that is tried again runs twice; any other once in a life.</summary>
    private static void AssertRunOnce(IReadOnlyCollection<string> ran, HashSet<string> finished)
    {
        Assert.DoesNotContain(ran, finished.Contains);
        Assert.DoesNotContain(ran.CountBy(r => r), r => r.Value > (r.Key == "retried" ? 2 : 1));
    }

    private static async Task<string> RunAsync(IOrchestrationContext context, string input)
    {
        var result = new List<string> { await context.CallActivityAsync(Step, "begin") };
        result.AddRange(await Task.WhenAll(new[] { "a", "b", "c" }.Select(s => context.CallActivityAsync(Step, s))));
        result.Add(await context.CallActivityAsync(Step, "retried", new ActivityRetry(3, TimeSpan.FromHours(1), 2, TimeSpan.FromHours(4))));
        context.SetCustomStatus(new RunStatus("Approval", "", "Approved"));
        using var giveUp = new CancellationTokenSource();
        var deadline = context.CreateTimerAsync(context.CurrentTime.AddDays(7), giveUp.Token);
        var approved = context.WaitForExternalEventAsync<string>("Approved", giveUp.Token);
        result.Add(await Task.WhenAny(approved, deadline) == approved ? await approved : "too late");
#pragma warning disable CA1849, MA0042 // CancelAsync would cancel on another thread, outside the history.
        giveUp.Cancel();
#pragma warning restore CA1849, MA0042
        context.SetCustomStatus(new RunStatus("Pause", ""));
        await context.CreateTimerAsync(context.CurrentTime.AddHours(3));
        result.Add(context.NewGuid().ToString());
        result.Add(await context.CallActivityAsync(Step, "end"));
        return string.Join(",", result);
    }

    /// <summary>The steps that the file knows events of a kind about.</summary>
    private static HashSet<string> Recorded(EngineBench bench, string kind, string member)
    {
        if (!File.Exists(bench.Journal.Path) || bench.Journal.Sql("SELECT count(*) FROM sqlite_schema WHERE name = 'history'") is 0L)
        {
            return [];
        }

        var steps = bench.Journal.Sql($"SELECT group_concat(event ->> '{member}') FROM history WHERE event ->> 'kind' = '{kind}'") as string;
        return [.. (steps ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(r => r.Replace(" done", "", StringComparison.Ordinal))];
    }
}
