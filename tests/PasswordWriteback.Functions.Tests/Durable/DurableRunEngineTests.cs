using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Functions.Tests.Durable;

/// <summary>What <see cref="IRunEngine"/> promises, on Durable Task's in-process host. The run waits for what a test tells it to do.</summary>
public sealed class DurableRunEngineTests : IAsyncLifetime
{
    private const string Run = "run-1";
    private const string Order = "order";

    private static readonly RunInput Input = new(Guid.Parse("11111111-2222-4333-8444-555555555555"), RunMode.Check);

    private readonly ConcurrentDictionary<string, RunInput> _begun = new(StringComparer.Ordinal);
    private readonly DurableRunEngine _engine = new();
    private DurableTaskTestHost? _host;
    private int _starts;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await TestHost.StartAsync(registry => registry.AddOrchestratorFunc<RunInput, string>(EnableWritebackOrchestrator.Name, RunAsync), DurableJson.Contract, NullLoggerFactory.Instance);
        _engine.Use(_host.Client);
    }

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task StartAsync_TwiceWithTheSameId_StartsOnce_AlsoWhenTheFirstHasEnded()
    {
        await StartAsync();

        await _engine.StartAsync(Run, Input with { Mode = RunMode.Apply }, Token);
        await EndAsync("complete");
        await _engine.StartAsync(Run, Input with { Mode = RunMode.Apply }, Token);

        Assert.True((await _engine.FindAsync(Run, Token))!.HasEnded);
        Assert.Equal((1, RunMode.Check), (_starts, _begun[Run].Mode));
    }

    [Fact(Timeout = 60_000)]
    public async Task StartAsync_ManyAtOnceWithTheSameId_StartsOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _engine.StartAsync(Run, Input, Token)));
        await StartAsync();
        await EndAsync("complete");

        Assert.Equal(1, _starts);
    }

    [Fact(Timeout = 60_000)]
    public async Task RaiseAsync_ToARunThatDoesNotExistOrHasEnded_IsFalse()
    {
        Assert.False(await _engine.RaiseAsync("no-such-run", Order, "complete", Token));
        await StartAsync();
        await EndAsync("complete");

        Assert.False(await _engine.RaiseAsync(Run, Order, "complete", Token));
    }

    [Fact(Timeout = 60_000)]
    public async Task FindAsync_SaysWhereARunStands()
    {
        Assert.Null(await _engine.FindAsync(Run, Token));
        await StartAsync();

        var running = (await _engine.FindAsync(Run, Token))!;
        Assert.Equal((false, null, new RunStatus("Begin", "waits")), (running.HasEnded, running.Failure, running.Status));
        await EndAsync("complete");
        var ended = (await _engine.FindAsync(Run, Token))!;
        Assert.Equal((true, null), (ended.HasEnded, ended.Failure));
        Assert.True(ended.Revision > running.Revision);
    }

    [Fact(Timeout = 60_000)]
    public async Task FindAsync_OfARunThatFailed_SaysWhy()
    {
        await StartAsync();
        await EndAsync("fail");

        var failed = (await _engine.FindAsync(Run, Token))!;

        Assert.True(failed.HasEnded);
        Assert.Contains("The test said so.", failed.Failure, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task TerminateAsync_EndsARunWithTheReason_Once_AndNoneThatIsNotThere()
    {
        await _engine.TerminateAsync(Run, "nothing to end", Token);
        Assert.Null(await _engine.FindAsync(Run, Token));
        await StartAsync();

        await _engine.TerminateAsync(Run, "the first reason", Token);
        await _engine.TerminateAsync(Run, "the second reason", Token);

        var ended = (await _engine.FindAsync(Run, Token))!;
        Assert.Equal((true, "Terminated: the first reason"), (ended.HasEnded, ended.Failure));
    }

    [Fact(Timeout = 60_000)]
    public async Task PurgeAsync_ErasesWhatHasEnded_AndRefusesWhatHasNot()
    {
        await _engine.PurgeAsync(Run, Token);
        await StartAsync();

        Assert.Contains("Terminate it first", (await Assert.ThrowsAsync<InvalidOperationException>(() => _engine.PurgeAsync(Run, Token))).Message, StringComparison.Ordinal);
        Assert.False((await _engine.FindAsync(Run, Token))!.HasEnded);
        await EndAsync("complete");
        await _engine.PurgeAsync(Run, Token);

        Assert.Null(await _engine.FindAsync(Run, Token));
    }

    [Fact(Timeout = 60_000)]
    public async Task PurgeBeforeAsync_ErasesOldRunsThatEnded_AndNoOthers()
    {
        await StartAsync();
        await StartAsync("run-2");
        await EndAsync("complete");

        await _engine.PurgeBeforeAsync(TimeProvider.System.GetUtcNow().AddHours(-1), Token);
        Assert.NotNull(await _engine.FindAsync(Run, Token));
        await _engine.PurgeBeforeAsync(TimeProvider.System.GetUtcNow().AddHours(1), Token);

        Assert.Null(await _engine.FindAsync(Run, Token));
        Assert.False((await _engine.FindAsync("run-2", Token))!.HasEnded);
    }

    private async Task<string> RunAsync(TaskOrchestrationContext context, RunInput input)
    {
        if (!context.IsReplaying)
        {
            Interlocked.Increment(ref _starts);
            _begun[context.InstanceId] = input;
        }

        context.SetCustomStatus(new RunStatus("Begin", "waits"));
        var order = await context.WaitForExternalEvent<string>(Order);
        return order == "fail" ? throw new InvalidOperationException("The test said so.") : order;
    }

    /// <summary>Starts a run; on return it has begun to wait.</summary>
    private async Task StartAsync(string runId = Run)
    {
        await _engine.StartAsync(runId, Input, Token);
        while ((await _engine.FindAsync(runId, Token))!.Status is null)
        {
            await Task.Yield();
        }
    }

    private async Task EndAsync(string order)
    {
        Assert.True(await _engine.RaiseAsync(Run, Order, order, Token));
        await _host!.Client.WaitForInstanceCompletionAsync(Run, Token);
    }
}
