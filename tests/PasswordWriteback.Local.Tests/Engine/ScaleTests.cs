using System.Diagnostics;
using System.Globalization;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Local.Engine.Journal;
using PasswordWriteback.Local.Engine.Replay;
using PasswordWriteback.Local.Tests.Parity;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Tests.Engine;

/// <summary>Tests that measure time and memory run alone, after the others.</summary>
[CollectionDefinition(nameof(Measured), DisableParallelization = true)]
public sealed class Measured;

[Collection(nameof(Measured))]
public sealed class ScaleTests : IDisposable
{
    private static readonly Activity<int, int> AddOne = new("AddOne");
    private readonly EngineBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task AHistoryOfAThousandSteps_ReplaysWithinFiftyMilliseconds()
    {
        await using var engine = await _bench.StartAsync(
            CountAsync, b => b.AddActivity(AddOne, (n, _) => Task.FromResult(n + 1)), _bench.Options(inMemory: true));
        await engine.StartAsync("Test", "a", "1000", cancellationToken: EngineBench.Token);
        await engine.WhenIdleAsync().WaitAsync(EngineBench.Token);
        var code = new OrchestratorRegistration<string, string>(
            "Test", "1.0", () => new Inline<string, string>(CountAsync), TestJson.Default.Options);

        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            var history = await engine.Journal.QueryAsync(c => InstanceQueries.History(c, "a"));
            Assert.Equal(2001, history.Count);
            new Execution("a", "1.0", code, TestJson.Default.Options, () => { }).Replay(history, strict: false);
            var took = Stopwatch.GetElapsedTime(begun);
            best = took < best ? took : best;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"Best replay {best.TotalMilliseconds:F1} ms");
        Assert.True(best < TimeSpan.FromMilliseconds(50), $"The best of ten replays took {best.TotalMilliseconds:F1} ms.");
    }

    [Fact]
    public async Task ManyInstances_LeaveNothingInMemoryWhenTheyHaveEnded()
    {
        await using var engine = await _bench.StartAsync(async (context, input) =>
        {
            using var giveUp = new CancellationTokenSource();
            _ = context.CreateTimerAsync(context.CurrentTime.AddDays(7), giveUp.Token);
            return await context.CallActivityAsync(EngineBench.Work, input);
        });
        await RunAsync(engine, 0, 500);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await RunAsync(engine, 500, 2500);

        _bench.Runs.Clear();
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(0, engine.RunningInstances);
        Assert.Equal(0, engine.ArmedTimers);
        Assert.True(grown < 10_000_000, $"2,000 ended instances keep {grown:N0} bytes.");
    }

    private static async Task RunAsync(LocalEngine engine, int from, int to)
    {
        await Parallel.ForEachAsync(Enumerable.Range(from, to - from), EngineBench.Token, async (i, token) =>
            await engine.StartAsync("Test", $"{i}", $"{i % 100}", cancellationToken: token));
        await engine.WhenIdleAsync().WaitAsync(EngineBench.Token);
    }

    private static async Task<string> CountAsync(IOrchestrationContext context, string input)
    {
        var n = 0;
        while (n < int.Parse(input, CultureInfo.InvariantCulture))
        {
            n = await context.CallActivityAsync(AddOne, n);
        }

        return await context.WaitForExternalEventAsync<string>("Go");
    }
}
