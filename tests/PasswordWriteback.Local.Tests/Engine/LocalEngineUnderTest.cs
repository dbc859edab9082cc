using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Local.Tests.Parity;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Tests.Engine;

/// <summary>The embedded engine under the parity suite, with a clock that only the test moves.</summary>
internal sealed class LocalEngineUnderTest : IEngineUnderTest, IEngineSetup
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly ManualClock _clock = new();
    private readonly LogLines _lines = new();
    private readonly LocalEngineBuilder _builder;
    private readonly TimeSpan _unit;
    private LocalEngine? _engine;

    private LocalEngineUnderTest(TimeSpan unit, bool replayEveryTurn)
    {
        _unit = unit;
        _builder = new LocalEngineBuilder(new LocalEngineOptions
        {
            Json = TestJson.Default.Options,
            Clock = _clock,
            LoggerFactory = _lines,
            ReplayEveryTurn = replayEveryTurn,
        });
    }

    public IReadOnlyCollection<string> LogLines => _lines.All;

    private LocalEngine Engine => _engine!;

    public static async Task<IEngineUnderTest> StartAsync(TimeSpan unit, bool replayEveryTurn, Action<IEngineSetup> setup)
    {
        var engine = new LocalEngineUnderTest(unit, replayEveryTurn);
        setup(engine);
        engine._engine = await engine._builder.StartAsync();
        return engine;
    }

    public void AddOrchestrator<TInput, TResult>(string name, string version, Func<IOrchestrationContext, TInput, Task<TResult>> run) =>
        _builder.AddOrchestrator(name, version, () => new Inline<TInput, TResult>(run));

    public void AddActivity<TInput, TResult>(Activity<TInput, TResult> activity, Func<TInput, TResult> run) =>
        _builder.AddActivity(activity, async (input, _) => await Task.FromResult(run(input)));

    public Task StartAsync<TInput>(string name, string instanceId, TInput input, string? version = null) =>
        Engine.StartAsync(name, instanceId, input, version);

    public Task RaiseEventAsync<T>(string instanceId, string name, T payload) => Engine.RaiseEventAsync(instanceId, name, payload);

    public async Task<RunStatus?> GetCustomStatusAsync(string instanceId) => (await Engine.GetAsync(instanceId))?.CustomStatus;

    public async Task PassAsync(int units)
    {
        await Engine.WhenIdleAsync().WaitAsync(Patience);
        for (var i = 0; i < units; i++)
        {
            _clock.Advance(_unit);
            await Engine.WhenIdleAsync().WaitAsync(Patience);
        }
    }

    public async Task<InstanceEnd> EndAsync(string instanceId)
    {
        using var patience = new CancellationTokenSource(Patience);
        var end = await Engine.WaitForCompletionAsync(instanceId, Timeout.InfiniteTimeSpan, patience.Token);
        return new InstanceEnd(end.State.ToString(), end.Output, end.Failure?.ErrorType, end.Failure?.ErrorMessage);
    }

    public async Task<bool> HasEndedAsync(string instanceId) => (await Engine.GetAsync(instanceId))!.IsFinished;

    public ValueTask DisposeAsync() => Engine.DisposeAsync();
}

/// <summary>Keeps what orchestrators log.</summary>
internal sealed class LogLines : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _all = new();

    public IReadOnlyCollection<string> All => _all;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = formatter(state, exception);
        _all.Enqueue(eventId.Id == 1020 ? line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..] : line);
    }

    public void Dispose()
    {
    }
}
