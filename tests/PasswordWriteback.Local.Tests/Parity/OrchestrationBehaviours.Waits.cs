using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Tests.Parity;

/// <content>Timers, events, and races between them.</content>
public abstract partial class OrchestrationBehaviours
{
    [Fact]
    public async Task ATimer_FiresAtItsTimeAndNotBefore()
    {
        await using var engine = await RunAsync<int, bool>(async (context, units) =>
        {
            var due = context.CurrentTime + (Unit * units);
            await context.CreateTimerAsync(due);
            return context.CurrentTime >= due;
        });
        await engine.StartAsync("Test", "a", 3);

        await engine.PassAsync(2);
        Assert.False(await engine.HasEndedAsync("a"));
        await engine.PassAsync(1);

        Assert.True(Output<bool>(await engine.EndAsync("a")));
    }

    [Fact]
    public async Task ATimer_ForATimeThatHasPassed_FiresAtOnce()
    {
        await using var engine = await RunAsync<int, string>(async (context, units) =>
        {
            await context.CreateTimerAsync(context.CurrentTime - (Unit * units));
            return "fired";
        });

        await engine.StartAsync("Test", "a", 1);

        Assert.Equal("fired", Output<string>(await engine.EndAsync("a")));
    }

    [Fact]
    public async Task AnEvent_RaisedWhileItIsAwaited_IsReceived()
    {
        await using var engine = await RunAsync<int, string>((context, _) => context.WaitForExternalEventAsync<string>("Approved"));
        await engine.StartAsync("Test", "a", 0);
        await engine.PassAsync(0);

        await engine.RaiseEventAsync("a", "Approved", "by Ada");

        Assert.Equal("by Ada", Output<string>(await engine.EndAsync("a")));
    }

    [Fact]
    public async Task Events_RaisedBeforeAnyoneWaits_AreKeptAndComeInOrderWhateverTheCaseOfTheirName()
    {
        await using var engine = await RunAsync<int, string[]>(async (context, _) =>
        {
            await context.CreateTimerAsync(context.CurrentTime + Unit);
            return
            [
                await context.WaitForExternalEventAsync<string>("step"),
                await context.WaitForExternalEventAsync<string>("STEP"),
                await context.WaitForExternalEventAsync<string>("Step"),
            ];
        });
        await engine.StartAsync("Test", "a", 0);
        await engine.RaiseEventAsync("a", "STEP", "1");
        await engine.RaiseEventAsync("a", "step", "2");
        await engine.RaiseEventAsync("a", "Step", "3");

        await engine.PassAsync(1);

        Assert.Equal(["1", "2", "3"], Output<string[]>(await engine.EndAsync("a")));
    }

    [Theory]
    [InlineData(true, "approved")]
    [InlineData(false, "too late")]
    public async Task AnEventAgainstATimer_WhicheverComesFirstWins(bool raise, string expected)
    {
        await using var engine = await RunAsync<int, string>(async (context, _) =>
        {
            using var giveUp = new CancellationTokenSource();
            var approved = context.WaitForExternalEventAsync<string>("Approved", giveUp.Token);
            var timer = context.CreateTimerAsync(context.CurrentTime + (Unit * 2), giveUp.Token);
            var first = await Task.WhenAny(approved, timer);
#pragma warning disable CA1849, MA0042 // CancelAsync would cancel on another thread, outside the history.
            giveUp.Cancel();
#pragma warning restore CA1849, MA0042
            return first == approved ? await approved : "too late";
        });
        await engine.StartAsync("Test", "a", 0);
        await engine.PassAsync(1);
        if (raise)
        {
            await engine.RaiseEventAsync("a", "approved", "approved");
        }

        await engine.PassAsync(2);

        Assert.Equal(expected, Output<string>(await engine.EndAsync("a")));
    }

    [Fact]
    public async Task AWaitThatWasGivenUp_TakesNoEvent()
    {
        await using var engine = await RunAsync<int, string>(async (context, _) =>
        {
            using var giveUp = new CancellationTokenSource();
            var abandoned = context.WaitForExternalEventAsync<string>("Approved", giveUp.Token);
            await context.CreateTimerAsync(context.CurrentTime + Unit);
#pragma warning disable CA1849, MA0042
            giveUp.Cancel();
#pragma warning restore CA1849, MA0042
            await context.CreateTimerAsync(context.CurrentTime + Unit);
            return $"{abandoned.IsCanceled}: {await context.WaitForExternalEventAsync<string>("Approved")}";
        });
        await engine.StartAsync("Test", "a", 0);
        await engine.PassAsync(1);
        await engine.RaiseEventAsync("a", "Approved", "for the second");

        await engine.PassAsync(1);

        Assert.Equal("True: for the second", Output<string>(await engine.EndAsync("a")));
    }

    [Fact]
    public async Task TwoOpenWaitsForOneName_TheNewerIsServedFirst()
    {
        await using var engine = await RunAsync<int, string[]>((context, _) => Task.WhenAll(
            context.WaitForExternalEventAsync<string>("Approved"), context.WaitForExternalEventAsync<string>("Approved")));
        await engine.StartAsync("Test", "a", 0);

        await engine.RaiseEventAsync("a", "Approved", "first");
        await engine.RaiseEventAsync("a", "Approved", "second");

        Assert.Equal(["second", "first"], Output<string[]>(await engine.EndAsync("a")));
    }

    [Theory]
    [InlineData("event")]
    [InlineData("timer")]
    [InlineData("retry")]
    [InlineData("fan-out")]
    public async Task ACancelEvent_InAnyWait_EndsTheWaitAtOnce(string wait)
    {
        await using var engine = await StartEngineAsync(setup =>
        {
            setup.AddActivity(Work, string (_) => throw new TimeoutException("no answer"));
            setup.AddOrchestrator<string, string>("Test", "1.0", async (context, kind) =>
            {
                var retry = new ActivityRetry(10, Unit * 100, 1, Unit * 100);
                var cancel = context.WaitForExternalEventAsync<string>("Cancel");
                Task waiting = kind switch
                {
                    "event" => context.WaitForExternalEventAsync<string>("Never"),
                    "timer" => context.CreateTimerAsync(context.CurrentTime + (Unit * 100)),
                    "retry" => context.CallActivityAsync(Work, "x", retry),
                    _ => Task.WhenAll(Enumerable.Range(0, 5).Select(i => context.CallActivityAsync(Work, $"{i}", retry))),
                };
                return await Task.WhenAny(waiting, cancel) == cancel ? "cancelled " + await cancel : "not cancelled";
            });
        });
        await engine.StartAsync("Test", "a", wait);
        await engine.PassAsync(1);
        Assert.False(await engine.HasEndedAsync("a"));

        await engine.RaiseEventAsync("a", "cancel", "by Ada");

        Assert.Equal("cancelled by Ada", Output<string>(await engine.EndAsync("a")));
    }
}
