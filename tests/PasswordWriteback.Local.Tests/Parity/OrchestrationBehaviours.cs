using System.Text.Json;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Tests.Parity;

/// <summary>
/// What every engine behind <see cref="IOrchestrationContext"/> must do alike. A derived class puts one engine under it.
/// This part: activities and how they fail.
/// </summary>
public abstract partial class OrchestrationBehaviours
{
    protected static readonly Activity<int, int> AddOne = new("AddOne");
    protected static readonly Activity<string, string> Work = new("Work");

    /// <summary>The unit of durable time that tests count in.</summary>
    protected abstract TimeSpan Unit { get; }

    /// <summary>Starts an engine with nothing recorded.</summary>
    protected abstract Task<IEngineUnderTest> StartEngineAsync(Action<IEngineSetup> setup);

    [Fact]
    public async Task Activities_InSequence_PassEachResultOn()
    {
        await using var engine = await RunAsync<int, int>(async (context, n) =>
        {
            for (var i = 0; i < 5; i++)
            {
                n = await context.CallActivityAsync(AddOne, n);
            }

            return n;
        });

        await engine.StartAsync("Test", "a", 10);

        Assert.Equal(15, Output<int>(await engine.EndAsync("a")));
    }

    [Fact]
    public async Task Activities_FannedOut_AllArriveInTheOrderOfTheCalls()
    {
        await using var engine = await RunAsync<int, int[]>((context, count) =>
            Task.WhenAll(Enumerable.Range(0, count).Select(i => context.CallActivityAsync(AddOne, i))));

        await engine.StartAsync("Test", "a", 40);

        Assert.Equal(Enumerable.Range(1, 40), Output<int[]>(await engine.EndAsync("a")));
    }

    [Fact]
    public async Task AFailingActivity_WithRetry_IsTriedAgainAfterGrowingPauses()
    {
        var attempts = 0;
        await using var engine = await StartEngineAsync(setup =>
        {
            setup.AddActivity(Work, input => ++attempts < 4 ? throw new TimeoutException("no answer") : input + " done");
            setup.AddOrchestrator<string, string>("Test", "1.0", (context, input) =>
                context.CallActivityAsync(Work, input, new ActivityRetry(5, Unit, 2, Unit * 3)));
        });
        await engine.StartAsync("Test", "a", "work");

        var seen = new List<int>();
        for (var unit = 0; unit <= 6; unit++)
        {
            await engine.PassAsync(unit == 0 ? 0 : 1);
            seen.Add(attempts);
        }

        Assert.Equal([1, 2, 2, 3, 3, 3, 4], seen);
        Assert.Equal("work done", Output<string>(await engine.EndAsync("a")));
    }

    [Fact]
    public async Task AFailingActivity_WithNoAttemptLeft_ThrowsWithTypeAndMessageOfTheLastFailure()
    {
        var attempts = 0;
        await using var engine = await StartEngineAsync(setup =>
        {
            setup.AddActivity(Work, string (_) => throw new TimeoutException($"no answer {++attempts}"));
            setup.AddOrchestrator<string, string>("Test", "1.0", async (context, input) =>
            {
                try
                {
                    return await context.CallActivityAsync(Work, input, new ActivityRetry(3, Unit, 1, Unit));
                }
                catch (ActivityFailedException e)
                {
                    return $"{e.ActivityName}|{e.ErrorType}|{e.ErrorMessage}";
                }
            });
        });

        await engine.StartAsync("Test", "a", "work");
        await engine.PassAsync(3);

        Assert.Equal("Work|System.TimeoutException|no answer 3", Output<string>(await engine.EndAsync("a")));
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task AFailingActivity_WithoutRetry_RunsOnceAndFailsTheRunThatDoesNotCatchIt()
    {
        var attempts = 0;
        await using var engine = await StartEngineAsync(setup =>
        {
            setup.AddActivity(Work, string (_) => throw new TimeoutException($"no answer {++attempts}"));
            setup.AddOrchestrator<string, string>("Test", "1.0", (context, input) => context.CallActivityAsync(Work, input));
        });

        await engine.StartAsync("Test", "a", "work");
        var end = await engine.EndAsync("a");

        Assert.Equal("Failed", end.State);
        Assert.Contains("Activity 'Work' failed: no answer 1", end.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task AnOrchestratorThatThrows_FailsWithTypeAndMessage()
    {
        await using var engine = await RunAsync<string, string>(async (context, input) =>
        {
            await context.CallActivityAsync(AddOne, 1);
            throw new NotSupportedException("not this: " + input);
        });

        await engine.StartAsync("Test", "a", "x");
        var end = await engine.EndAsync("a");

        Assert.Equal("Failed", end.State);
        Assert.Equal("System.NotSupportedException", end.ErrorType);
        Assert.Equal("not this: x", end.ErrorMessage);
        Assert.Null(end.Output);
    }

    /// <summary>An engine with one orchestrator "Test" and the activity AddOne.</summary>
    protected Task<IEngineUnderTest> RunAsync<TInput, TResult>(Func<IOrchestrationContext, TInput, Task<TResult>> run) =>
        StartEngineAsync(setup =>
        {
            setup.AddActivity(AddOne, n => n + 1);
            setup.AddOrchestrator("Test", "1.0", run);
        });

    protected static T Output<T>(InstanceEnd end)
    {
        Assert.True(end.State == "Completed", $"{end.State}: {end.ErrorType}: {end.ErrorMessage}");
        return end.Output!.Value.Deserialize<T>()!;
    }
}
