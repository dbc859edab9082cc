using System.Text.Json.Serialization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Benchmarks;

/// <summary>
/// The embedded engine on a real file, synced at every commit: orchestrations of five activities in sequence. To compare with
/// the demand of 300 orchestrations a second at 50 in parallel: 3.3 ms each.
/// </summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: 5)]
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private const int Orchestrations = 1000;
    private static readonly Activity<int, int> AddOne = new("AddOne");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private DirectoryInfo _directory = null!;
    private LocalEngine _engine = null!;
    private int _last;

    /// <summary>Orchestrations under way at a time.</summary>
    [Params(1, 10, 50)]
    public int Parallel { get; set; }

    /// <summary>An engine on a file in the temporary directory.</summary>
    [GlobalSetup]
    public async Task StartAsync()
    {
        _directory = Directory.CreateTempSubdirectory("writeback-benchmark-");
        var options = new LocalEngineOptions { Json = BenchmarkJson.Default.Options, DatabasePath = Path.Combine(_directory.FullName, "engine.db") };
        _engine = await new LocalEngineBuilder(options)
            .AddActivity(AddOne, (n, _) => Task.FromResult(n + 1))
            .AddOrchestrator("FiveSteps", "1.0", () => new FiveSteps())
            .StartAsync();
    }

    /// <summary>Stops it and deletes the file.</summary>
    [GlobalCleanup]
    public async Task StopAsync()
    {
        await _engine.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>Time of one orchestration from its start to its recorded end.</summary>
    [Benchmark(OperationsPerInvoke = Orchestrations)]
    public Task FiveStepsAsync() => System.Threading.Tasks.Parallel.ForAsync(
        0, Orchestrations, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (_, token) =>
        {
            var id = $"{Interlocked.Increment(ref _last)}";
            await _engine.StartAsync("FiveSteps", id, 0, cancellationToken: token);
            await _engine.WaitForCompletionAsync(id, Patience, token);
        });

    private sealed class FiveSteps : IOrchestrator<int, int>
    {
        public async Task<int> RunAsync(IOrchestrationContext context, int input)
        {
            for (var i = 0; i < 5; i++)
            {
                input = await context.CallActivityAsync(AddOne, input);
            }

            return input;
        }
    }
}

/// <summary>The JSON contract of the benchmark.</summary>
[JsonSerializable(typeof(int))]
internal sealed partial class BenchmarkJson : JsonSerializerContext;
