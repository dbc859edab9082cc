using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.DurableTask.Worker;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Local.Tests;
using PasswordWriteback.Local.Tests.Parity;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Functions.Tests.Durable;

/// <summary>
/// Durable Task under the parity suite. Its clock cannot be moved, so durable time is real time; a pass ends in the middle
/// between two units, counted from the first start, so that what is due has happened and what is not has not.
/// </summary>
internal sealed class DurableTaskUnderTest : IEngineUnderTest, IEngineSetup
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly JsonSerializerOptions Json = new(OrchestrationJson.Default.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(TestJson.Default, DurableJson.Contract.TypeInfoResolver),
    };

    private readonly List<Action<DurableTaskRegistry>> _tasks = [];
    private readonly Dictionary<string, string> _versions = new(StringComparer.Ordinal);
    private readonly OrchestratorLog _log = new();
    private readonly TimeSpan _unit;
    private Stopwatch? _sinceStart;
    private int _passed;
    private DurableTaskTestHost? _host;

    private DurableTaskUnderTest(TimeSpan unit) => _unit = unit;

    public IReadOnlyCollection<string> LogLines => _log.Lines;

    private DurableTaskClient Client => _host!.Client;

    public static async Task<IEngineUnderTest> StartAsync(TimeSpan unit, Action<IEngineSetup> setup)
    {
        var engine = new DurableTaskUnderTest(unit);
        setup(engine);
        var versioning = new DurableTaskWorkerOptions.VersioningOptions
        {
            Version = "2.0",
            MatchStrategy = DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder,
            FailureStrategy = DurableTaskWorkerOptions.VersionFailureStrategy.Reject,
        };
        engine._host = await TestHost.StartAsync(
            registry => engine._tasks.ForEach(add => add(registry)), Json, engine._log, worker => worker.Versioning = versioning);
        return engine;
    }

    // Durable Task knows one orchestrator per name; its code tells versions apart by the context.
    public void AddOrchestrator<TInput, TResult>(string name, string version, Func<IOrchestrationContext, TInput, Task<TResult>> run)
    {
        if (_versions.TryAdd(name, version))
        {
            _tasks.Add(registry => registry.AddOrchestratorFunc<TInput, TResult>(
                name, (context, input) => DurableOrchestrationContext.RunAsync(new Inline<TInput, TResult>(run), context, input, Json)));
        }

        _versions[name] = version;
    }

    public void AddActivity<TInput, TResult>(Activity<TInput, TResult> activity, Func<TInput, TResult> run) =>
        _tasks.Add(registry => registry.AddActivityFunc<TInput, TResult>(activity.Name, (_, input) => run(input)));

    public async Task StartAsync<TInput>(string name, string instanceId, TInput input, string? version = null)
    {
        var options = new StartOrchestrationOptions(instanceId) { Version = version ?? _versions[name] }
            .WithDedupeStatuses(
                OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended,
                OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated);
        await Client.ScheduleNewOrchestrationInstanceAsync(name, input, options);
        _sinceStart ??= Stopwatch.StartNew();
    }

    public Task RaiseEventAsync<T>(string instanceId, string name, T payload) => Client.RaiseEventAsync(instanceId, name, payload);

    public async Task<RunStatus?> GetCustomStatusAsync(string instanceId) =>
        (await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true))?.ReadCustomStatusAs<RunStatus>();

    public async Task PassAsync(int units)
    {
        _passed += units;
        var due = (_unit * (_passed + 0.5)) - _sinceStart!.Elapsed;
        await Task.Delay(due > TimeSpan.Zero ? due : TimeSpan.Zero);
    }

    public async Task<InstanceEnd> EndAsync(string instanceId)
    {
        using var patience = new CancellationTokenSource(Patience);
        var end = await Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true, patience.Token);
        return new InstanceEnd(
            end.RuntimeStatus.ToString(),
            end.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? JsonElement.Parse(end.SerializedOutput!) : null,
            end.FailureDetails?.ErrorType,
            end.FailureDetails?.ErrorMessage);
    }

    public async Task<bool> HasEndedAsync(string instanceId) => (await Client.GetInstanceAsync(instanceId))!.IsCompleted;

    public ValueTask DisposeAsync() => _host!.DisposeAsync();
}
