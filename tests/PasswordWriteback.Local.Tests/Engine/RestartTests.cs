using PasswordWriteback.Local.Engine;
using PasswordWriteback.Local.Tests.Parity;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Tests.Engine;

public sealed class RestartTests : IDisposable
{
    private readonly EngineBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task ARestart_ArmsTimersAgainAndRepeatsNoFinishedActivity()
    {
        await using (var engine = await _bench.StartAsync(Run))
        {
            await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);
            await engine.WhenIdleAsync().WaitAsync(EngineBench.Token);
        }

        await using (var engine = await _bench.StartAsync(Run))
        {
            await _bench.PassAsync(engine, TimeSpan.FromHours(2));
            Assert.Equal("x done done", await EngineBench.OutputAsync(engine, "a"));
        }

        Assert.Equal(1, _bench.Runs["x"]);

        static async Task<string> Run(IOrchestrationContext context, string input)
        {
            var first = await context.CallActivityAsync(EngineBench.Work, input);
            await context.CreateTimerAsync(context.CurrentTime.AddHours(1));
            return await context.CallActivityAsync(EngineBench.Work, first);
        }
    }

    [Fact]
    public async Task ATimerThatCameDueWhileTheEngineWasDown_FiresAtTheStart()
    {
        await using (var engine = await _bench.StartAsync(Run))
        {
            await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);
        }

        _bench.Clock.Advance(TimeSpan.FromDays(7));
        await using var later = await _bench.StartAsync(Run);

        Assert.Equal("8.01", await EngineBench.OutputAsync(later, "a"));

        static async Task<string> Run(IOrchestrationContext context, string input)
        {
            await context.CreateTimerAsync(context.CurrentTime.AddHours(1));
            return $"{context.CurrentTime:d.MM}";
        }
    }

    [Fact]
    public async Task AnEventRecordedBeforeARestart_IsReceivedAfterIt()
    {
        await using (var engine = await _bench.StartAsync(Run))
        {
            await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);
            await engine.RaiseEventAsync("a", "Approved", "by Ada", EngineBench.Token);
        }

        await using var later = await _bench.StartAsync(Run);
        await _bench.PassAsync(later, TimeSpan.FromHours(1));

        Assert.Equal("by Ada", await EngineBench.OutputAsync(later, "a"));

        static async Task<string> Run(IOrchestrationContext context, string input)
        {
            await context.CreateTimerAsync(context.CurrentTime.AddHours(1));
            return await context.WaitForExternalEventAsync<string>("approved");
        }
    }

    [Fact]
    public async Task AnActivityStoppedByShutdown_RunsAgainAtTheNextStart()
    {
        var slow = new Activity<string, string>("Slow");
        var begun = new TaskCompletionSource();
        await using (var engine = await _bench.StartAsync(Run, b => b.AddActivity(slow, async (_, stop) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
            return "never";
        })))
        {
            await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);
            await begun.Task.WaitAsync(EngineBench.Token);
        }

        await using var later = await _bench.StartAsync(Run, b => b.AddActivity(slow, (input, _) => Task.FromResult(input + " again")));

        Assert.Equal("x again", await EngineBench.OutputAsync(later, "a"));

        Task<string> Run(IOrchestrationContext context, string input) => context.CallActivityAsync(slow, input);
    }

    [Fact]
    public async Task ChangedCode_FailsTheInstanceAndNamesWhatIsRecordedAndWhatTheCodeDid()
    {
        await using (var engine = await _bench.StartAsync(async (context, input) =>
        {
            await context.CallActivityAsync(EngineBench.Work, input);
            return await context.WaitForExternalEventAsync<string>("Approved");
        }))
        {
            await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);
            await engine.WhenIdleAsync().WaitAsync(EngineBench.Token);
        }

        await using var later = await _bench.StartAsync(async (context, input) =>
        {
            await context.CreateTimerAsync(context.CurrentTime.AddHours(1));
            return await context.CallActivityAsync(EngineBench.Work, input);
        });
        var end = await EngineBench.EndAsync(later, "a");

        Assert.Equal(InstanceState.Failed, end.State);
        Assert.Equal(
            "The code does not match the history at event 2: recorded is call of activity 'Work' (task 1), the code did timer (task 1) for "
            + "2026-01-01 01:00:00Z. The orchestrator was changed under a running instance, or it is not deterministic. "
            + "Register a change under a new version and keep the old one until its instances have ended.",
            end.Failure!.ErrorMessage);
    }

    [Fact]
    public async Task CodeThatDoesLessThanItsHistory_FailsTheInstance()
    {
        await using (var engine = await _bench.StartAsync(async (context, input) =>
        {
            var both = Task.WhenAll(context.CallActivityAsync(EngineBench.Work, "1"), context.CallActivityAsync(EngineBench.Work, "2"));
            await context.WaitForExternalEventAsync<string>("Approved");
            return (await both)[0];
        }))
        {
            await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);
            await engine.WhenIdleAsync().WaitAsync(EngineBench.Token);
        }

        await using var later = await _bench.StartAsync(async (context, input) =>
        {
            var one = context.CallActivityAsync(EngineBench.Work, "1");
            await context.WaitForExternalEventAsync<string>("Approved");
            return await one;
        });

        Assert.Contains(
            "at event 3: recorded is call of activity 'Work' (task 2), the code did nothing",
            (await EngineBench.EndAsync(later, "a")).Failure!.ErrorMessage,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHostWithOnlyOlderCode_LeavesTheInstanceForOneThatHasItsVersion()
    {
        static Task<string> Run(IOrchestrationContext context, string input) => context.WaitForExternalEventAsync<string>("Go");
        await using (var engine = await _bench.StartAsync(null, b => b.AddOrchestrator("Test", "2.0", () => new Inline<string, string>(Run))))
        {
            await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);
        }

        await using (var older = await _bench.StartAsync(Run))
        {
            await older.WhenIdleAsync().WaitAsync(EngineBench.Token);
            Assert.Equal(InstanceState.Pending, (await older.GetAsync("a", EngineBench.Token))!.State);
            var refused = await Assert.ThrowsAsync<OrchestratorNotRegisteredException>(() => older.RaiseEventAsync("a", "Go", "early", EngineBench.Token));
            Assert.Equal("This host has no code for orchestrator 'Test' version 2.0; it has: Test (1.0).", refused.Message);
        }

        await using var newer = await _bench.StartAsync(Run, b => b.AddOrchestrator("Test", "3.0", () => new Inline<string, string>(Run)));
        await newer.RaiseEventAsync("a", "Go", "now", EngineBench.Token);
        var end = await EngineBench.EndAsync(newer, "a");
        Assert.Equal(("2.0", "now"), (end.Version, end.ReadOutput(TestJson.Default.String)));
    }

    [Fact]
    public async Task AParkedInstance_CanBeTerminated()
    {
        await using (var engine = await _bench.StartAsync(null, b => b.AddOrchestrator(
            "Other", "2.0", () => new Inline<string, string>((context, _) => context.WaitForExternalEventAsync<string>("Go")))))
        {
            await engine.StartAsync("Other", "a", "x", cancellationToken: EngineBench.Token);
        }

        await using var without = await _bench.StartAsync(null);
        await without.TerminateAsync("a", "no longer needed", EngineBench.Token);

        Assert.Equal(InstanceState.Terminated, (await without.GetAsync("a", EngineBench.Token))!.State);
        Assert.Equal(0, without.RunningInstances);
    }
}
