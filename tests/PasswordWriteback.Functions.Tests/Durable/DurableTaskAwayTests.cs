using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask.Client;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.Functions.Tests.Durable;

/// <summary>What is said when Durable Task does not answer, and what its states mean.</summary>
public sealed class DurableTaskAwayTests : IAsyncDisposable
{
    private readonly ScriptedDurableClient _client = new();
    private readonly DurableRunEngine _engine = new();

    public DurableTaskAwayTests() => _engine.Use(_client);

    public static TheoryData<string> Calls => ["start", "raise", "find", "terminate", "purge"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task WhileTheSchedulerIsAway_EachCallSaysSo(string call)
    {
        _client.Away = true;

        var failure = await Assert.ThrowsAsync<RunEngineUnavailableException>(() => CallAsync(_engine, call, Token));

        Assert.Contains("Unavailable: failed to connect to all addresses", failure.Message, StringComparison.Ordinal);
        Assert.IsType<RpcException>(failure.InnerException);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task WhenNoAnswerComesInTime_EachCallSaysSo(string call)
    {
        _client.Failure = new OperationCanceledException();

        Assert.Contains("no answer in 20 s", (await Assert.ThrowsAsync<RunEngineUnavailableException>(() => CallAsync(_engine, call, Token))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task BeforeAnyInvocationBroughtAClient_EachCallSaysSo(string call) =>
        await Assert.ThrowsAsync<RunEngineUnavailableException>(() => CallAsync(new DurableRunEngine(), call, Token));

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task WhenTheCallerGivesUp_TheEngineIsNotBlamed(string call)
    {
        using var givenUp = new CancellationTokenSource();
        await givenUp.CancelAsync();
        _client.Failure = new OperationCanceledException(givenUp.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CallAsync(_engine, call, givenUp.Token));
    }

    [Fact]
    public async Task TroubleAsync_IsTheReason_WhileThereIsOne()
    {
        Assert.Null(await _engine.TroubleAsync(Token));
        _client.Away = true;

        Assert.Contains("see whether the scheduler of the task hub is available", await _engine.TroubleAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_WhenAnotherCallWasFaster_IsStarted()
    {
        _client.FailsToSchedule = new OrchestrationAlreadyExistsException("An orchestration with id 'run-1' already exists.");

        await CallAsync(_engine, "start", Token);

        Assert.Equal(1, _client.Scheduled);
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Pending, false, null)]
    [InlineData(OrchestrationRuntimeStatus.Running, false, null)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, false, null)]
    [InlineData(OrchestrationRuntimeStatus.Completed, true, null)]
    [InlineData(OrchestrationRuntimeStatus.Failed, true, "The run failed.")]
    public async Task AState_MeansWhetherARunHasEnded_AndHow(OrchestrationRuntimeStatus state, bool ended, string? failure)
    {
        _client.Is("run-1", state);

        var run = (await _engine.FindAsync("run-1", Token))!;

        Assert.Equal((ended, failure, null), (run.HasEnded, run.Failure, run.Status));
        Assert.Equal(!ended, await _engine.RaiseAsync("run-1", "order", "go", Token));
        Assert.Equal(ended ? 0 : 1, _client.Raised.Count);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private static Task CallAsync(DurableRunEngine engine, string call, CancellationToken token) => call switch
    {
        "start" => engine.StartAsync("run-1", new RunInput(Guid.Empty, RunMode.Check), token),
        "raise" => engine.RaiseAsync("run-1", "order", "go", token),
        "find" => engine.FindAsync("run-1", token),
        "terminate" => engine.TerminateAsync("run-1", "no more", token),
        "purge" => engine.PurgeAsync("run-1", token),
        _ => throw new ArgumentOutOfRangeException(nameof(call), call, "No call of the engine."),
    };
}
