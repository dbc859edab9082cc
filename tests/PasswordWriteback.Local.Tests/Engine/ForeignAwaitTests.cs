using PasswordWriteback.Local.Engine;

namespace PasswordWriteback.Local.Tests.Engine;

public sealed class ForeignAwaitTests : IDisposable
{
    private readonly EngineBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("Task.Delay")]
    [InlineData("Task.Run")]
    [InlineData("never ends")]
    [InlineData("never ends, ConfigureAwait(false)")]
    [InlineData("context from another thread")]
    [InlineData("CancelAsync")]
    [InlineData("Task.Delay while an event is awaited")]
    public async Task AnOrchestratorThatAwaitsSomethingForeign_FailsAndSaysSo(string how)
    {
        await using var engine = await _bench.StartAsync(async (context, input) =>
        {
            switch (input)
            {
                case "Task.Delay":
                    await Task.Delay(1);
                    break;
                case "Task.Run":
                    await Task.Run(() => Thread.Sleep(1));
                    break;
                case "never ends":
                    await new TaskCompletionSource().Task;
                    break;
                case "never ends, ConfigureAwait(false)":
                    await new TaskCompletionSource().Task.ConfigureAwait(false);
                    break;
                case "context from another thread":
                    await Task.Run(() => context.NewGuid());
                    break;
                case "CancelAsync":
                    using (var giveUp = new CancellationTokenSource())
                    {
                        var wait = context.WaitForExternalEventAsync<string>("Approved", giveUp.Token);
                        await giveUp.CancelAsync();
                        await wait;
                    }

                    break;
                default:
                    _ = context.WaitForExternalEventAsync<string>("Approved");
                    await Task.Delay(1);
                    break;
            }

            return "not reached";
        });

        await engine.StartAsync("Test", "a", how, cancellationToken: EngineBench.Token);
        var end = await EngineBench.EndAsync(engine, "a");

        Assert.Equal(InstanceState.Failed, end.State);
        Assert.StartsWith("The orchestrator awaited or was touched by something outside its history", end.Failure!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AwaitingWhatIsAlreadyDone_IsAllowed()
    {
        await using var engine = await _bench.StartAsync(async (context, input) =>
        {
            await Task.CompletedTask;
            await Task.Yield();
            return await context.CallActivityAsync(EngineBench.Work, await Task.FromResult(input));
        });

        await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);

        Assert.Equal("x done", await EngineBench.OutputAsync(engine, "a"));
    }
}
