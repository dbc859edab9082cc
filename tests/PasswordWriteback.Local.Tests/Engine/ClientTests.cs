using PasswordWriteback.Local.Engine;
using PasswordWriteback.Local.Tests.Parity;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Tests.Engine;

public sealed class ClientTests : IDisposable
{
    private readonly EngineBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task StartAsync_OfAnIdThatHasFinished_IsRefusedAndKeepsTheOldResult()
    {
        await using var engine = await _bench.StartAsync((context, input) => context.CallActivityAsync(EngineBench.Work, input));
        await engine.StartAsync("Test", "a", "first", cancellationToken: EngineBench.Token);
        await EngineBench.EndAsync(engine, "a");

        var refused = await Assert.ThrowsAsync<InstanceExistsException>(
            () => engine.StartAsync("Test", "a", "second", cancellationToken: EngineBench.Token));

        Assert.Equal("a", refused.InstanceId);
        Assert.Equal("first done", await EngineBench.OutputAsync(engine, "a"));
        Assert.DoesNotContain("second", _bench.Runs.Keys);
        Assert.Equal(0, engine.RunningInstances);
    }

    [Fact]
    public async Task StartAsync_OfManyAtOnceUnderOneId_StartsOne()
    {
        await using var engine = await _bench.StartAsync((context, input) => context.WaitForExternalEventAsync<string>("Go"));

        var starts = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                await engine.StartAsync("Test", "a", $"{i}", cancellationToken: EngineBench.Token);
                return true;
            }
            catch (InstanceExistsException)
            {
                return false;
            }
        }));

        Assert.Single(starts, started => started);
    }

    [Fact]
    public async Task StartAsync_OfWhatIsNotRegistered_NamesWhatIs()
    {
        await using var engine = await _bench.StartAsync((_, input) => Task.FromResult(input));

        var unknown = await Assert.ThrowsAsync<OrchestratorNotRegisteredException>(
            () => engine.StartAsync("Tset", "a", "x", cancellationToken: EngineBench.Token));
        var version = await Assert.ThrowsAsync<OrchestratorNotRegisteredException>(
            () => engine.StartAsync("Test", "a", "x", "9.0", EngineBench.Token));
        var type = await Assert.ThrowsAsync<ArgumentException>(() => engine.StartAsync("Test", "a", 5, cancellationToken: EngineBench.Token));

        Assert.Equal("This host has no code for orchestrator 'Tset'; it has: Test (1.0).", unknown.Message);
        Assert.Equal("This host has no code for orchestrator 'Test' version 9.0; it has: Test (1.0).", version.Message);
        Assert.Contains("takes System.String, not System.Int32", type.Message, StringComparison.Ordinal);
        Assert.Null(await engine.GetAsync("a", EngineBench.Token));
    }

    [Fact]
    public async Task AnActivityThatIsNotRegistered_FailsTheRunAndNamesWhatIs()
    {
        await using var engine = await _bench.StartAsync((context, input) =>
            context.CallActivityAsync(new Activity<string, string>("Wrok"), input));

        await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);

        Assert.Equal(
            "Activity 'Wrok' failed: This host has no activity 'Wrok'; it has: Work.",
            (await EngineBench.EndAsync(engine, "a")).Failure!.ErrorMessage);
    }

    [Fact]
    public async Task RaiseEventAndTerminate_OfWhatIsUnknownOrFinished_AreRefused()
    {
        await using var engine = await _bench.StartAsync((_, input) => Task.FromResult(input));
        await engine.StartAsync("Test", "done", "x", cancellationToken: EngineBench.Token);
        await EngineBench.EndAsync(engine, "done");

        await Assert.ThrowsAsync<InstanceNotFoundException>(() => engine.RaiseEventAsync("nobody", "Go", "x", EngineBench.Token));
        await Assert.ThrowsAsync<InstanceNotFoundException>(() => engine.TerminateAsync("nobody", "x", EngineBench.Token));
        await Assert.ThrowsAsync<InstanceNotFoundException>(
            () => engine.WaitForCompletionAsync("nobody", TimeSpan.FromHours(1), EngineBench.Token));
        await Assert.ThrowsAsync<InstanceFinishedException>(() => engine.RaiseEventAsync("done", "Go", "x", EngineBench.Token));
        await Assert.ThrowsAsync<InstanceFinishedException>(() => engine.TerminateAsync("done", "x", EngineBench.Token));
    }

    [Theory]
    [InlineData("event")]
    [InlineData("timer")]
    [InlineData("activity")]
    public async Task TerminateAsync_InAnyWait_EndsTheInstanceWithTheReason(string wait)
    {
        var release = new TaskCompletionSource<string>();
        var slow = new Activity<string, string>("Slow");
        await using var engine = await _bench.StartAsync(
            async (context, kind) => kind switch
            {
                "event" => await context.WaitForExternalEventAsync<string>("Go"),
                "timer" => await Timer(context),
                _ => await context.CallActivityAsync(slow, kind),
            },
            b => b.AddActivity(slow, (_, _) => release.Task));
        await engine.StartAsync("Test", "a", wait, cancellationToken: EngineBench.Token);

        await engine.TerminateAsync("a", "asked to", EngineBench.Token);
        release.SetResult("late");
        await _bench.PassAsync(engine, TimeSpan.FromHours(2));

        var end = await EngineBench.EndAsync(engine, "a");
        Assert.Equal((InstanceState.Terminated, "asked to"), (end.State, end.Failure!.ErrorMessage));
        Assert.Equal(0, engine.RunningInstances);

        static async Task<string> Timer(IOrchestrationContext context)
        {
            await context.CreateTimerAsync(context.CurrentTime.AddHours(1));
            return "fired";
        }
    }

    [Fact]
    public async Task WatchAsync_ShowsEveryStepOnceAndEndsWithTheEnd()
    {
        await using var engine = await _bench.StartAsync(async (context, input) =>
        {
            for (var i = 1; i <= 3; i++)
            {
                context.SetCustomStatus(new RunStatus($"Step {i}", ""));
                input = await context.WaitForExternalEventAsync<string>("Go");
            }

            return input;
        });
        await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);

        var seen = new List<string>();
        await foreach (var status in engine.WatchAsync("a", EngineBench.Token))
        {
            seen.Add($"{status.State} {status.CustomStatus!.Step}");
            if (!status.IsFinished)
            {
                await engine.RaiseEventAsync("a", "Go", "on", EngineBench.Token);
            }
        }

        Assert.Equal(["Running Step 1", "Running Step 2", "Running Step 3", "Completed Step 3"], seen);
    }

    [Fact]
    public async Task WaitForCompletionAsync_WhenTheEngineStops_Throws()
    {
        var engine = await _bench.StartAsync((context, _) => context.WaitForExternalEventAsync<string>("Go"));
        await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);
        var wait = engine.WaitForCompletionAsync("a", TimeSpan.FromHours(1), EngineBench.Token);

        await engine.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => wait);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => engine.StartAsync("Test", "b", "x", cancellationToken: EngineBench.Token));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => engine.GetAsync("a", EngineBench.Token));
    }

    [Fact]
    public async Task WaitForCompletionAsync_WhenTheTimeIsUp_Throws()
    {
        await using var engine = await _bench.StartAsync((context, _) => context.WaitForExternalEventAsync<string>("Go"));
        await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);

        var wait = engine.WaitForCompletionAsync("a", TimeSpan.FromHours(1), EngineBench.Token);
        _bench.Clock.Advance(TimeSpan.FromHours(1));

        await Assert.ThrowsAsync<TimeoutException>(() => wait);
    }

    [Fact]
    public async Task ACustomStatusOverTwoKilobytes_FailsTheRunWithTheSize()
    {
        await using var engine = await _bench.StartAsync((context, input) =>
        {
            context.SetCustomStatus(new RunStatus("Step", new string('x', 2048)));
            return Task.FromResult(input);
        });

        await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);

        Assert.Contains("at most 2048 bytes", (await EngineBench.EndAsync(engine, "a")).Failure!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APayloadOfTheWrongShape_FailsTheWaitAndNamesTheEvent()
    {
        await using var engine = await _bench.StartAsync(async (context, _) => $"{await context.WaitForExternalEventAsync<int>("Count")}");
        await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);

        await engine.RaiseEventAsync("a", "Count", "many", EngineBench.Token);

        Assert.StartsWith(
            "The payload of event 'Count' does not read as Int32",
            (await EngineBench.EndAsync(engine, "a")).Failure!.ErrorMessage,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Registration_OfATypeOutsideTheContract_SaysWhatToAdd()
    {
        var builder = new LocalEngineBuilder(_bench.Options());

        var unknown = Assert.Throws<ArgumentException>(() =>
            builder.AddActivity(new Activity<Uri, string>("Fetch"), (uri, _) => Task.FromResult(uri.Host)));

        Assert.Contains("[JsonSerializable(typeof(Uri))]", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => builder.AddOrchestrator("Test", "one", () => new Inline<string, string>((_, x) => Task.FromResult(x))));
    }
}
