using System.Collections.Concurrent;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Local.Tests.Parity;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Tests.Engine;

/// <summary>Shortcuts for tests of the embedded engine: one clock, one contract, one activity that is counted.</summary>
internal sealed class EngineBench : IDisposable
{
    public static readonly Activity<string, string> Work = new("Work");

    private readonly TempJournal _journal = new();

    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public LogLines Log { get; } = new();

    public TempJournal Journal => _journal;

    /// <summary>How often each input of <see cref="Work"/> was run.</summary>
    public ConcurrentDictionary<string, int> Runs { get; } = new(StringComparer.Ordinal);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts an engine on the bench's file with orchestrator "Test" 1.0.</summary>
    public Task<LocalEngine> StartAsync(
        Func<IOrchestrationContext, string, Task<string>>? run, Action<LocalEngineBuilder>? more = null, LocalEngineOptions? options = null)
    {
        var builder = new LocalEngineBuilder(options ?? Options());
        builder.AddActivity(Work, (input, _) =>
        {
            Runs.AddOrUpdate(input, 1, (_, n) => n + 1);
            return Task.FromResult(input + " done");
        });
        if (run is not null)
        {
            builder.AddOrchestrator("Test", "1.0", () => new Inline<string, string>(run));
        }

        more?.Invoke(builder);
        return builder.StartAsync(Token);
    }

    public LocalEngineOptions Options(TimeSpan? retention = null, IFaultPoints? faults = null, bool inMemory = false) => new()
    {
        Json = TestJson.Default.Options,
        DatabasePath = inMemory ? null : _journal.Path,
        Clock = Clock,
        LoggerFactory = Log,
        Retention = retention,
        Faults = faults,
    };

    /// <summary>Lets things settle, moves the clock, lets them settle again.</summary>
    public async Task PassAsync(LocalEngine engine, TimeSpan time)
    {
        await engine.WhenIdleAsync().WaitAsync(Token);
        Clock.Advance(time);
        await engine.WhenIdleAsync().WaitAsync(Token);
    }

    public static async Task<InstanceStatus> EndAsync(LocalEngine engine, string instanceId)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        return await engine.WaitForCompletionAsync(instanceId, Timeout.InfiniteTimeSpan, patience.Token);
    }

    public static async Task<string?> OutputAsync(LocalEngine engine, string instanceId) =>
        (await EndAsync(engine, instanceId)).ReadOutput(TestJson.Default.String);

    public void Dispose()
    {
        Log.Dispose();
        _journal.Dispose();
    }
}
