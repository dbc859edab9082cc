using PasswordWriteback.Local.Engine;
using PasswordWriteback.Local.Tests.Parity;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Tests.Engine;

public sealed class LocalEngineTests
{
    private static readonly Activity<int, int> Double = new("Double");

    [Fact]
    public async Task AnInstance_OfTwoActivities_CompletesAndShowsItsOutput()
    {
        await using var engine = await new LocalEngineBuilder(new LocalEngineOptions { Json = TestJson.Default.Options })
            .AddActivity(Double, (n, _) => Task.FromResult(n * 2))
            .AddOrchestrator("Twice", "1.0", () => new Inline<int, int>(async (context, n) =>
                await context.CallActivityAsync(Double, await context.CallActivityAsync(Double, n))))
            .StartAsync(TestContext.Current.CancellationToken);

        await engine.StartAsync("Twice", "a", 5, cancellationToken: TestContext.Current.CancellationToken);
        var end = await engine.WaitForCompletionAsync("a", TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Equal(20, end.ReadOutput(TestJson.Default.Int32));
        Assert.Equal(0, engine.RunningInstances);
    }
}
