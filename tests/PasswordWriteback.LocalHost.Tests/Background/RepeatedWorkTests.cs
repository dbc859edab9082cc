using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.LocalHost.Background;

namespace PasswordWriteback.LocalHost.Tests.Background;

public sealed class RepeatedWorkTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARoundThatFails_DoesNotStopTheNext()
    {
        var clock = new ManualClock();
        using var begun = new SemaphoreSlim(0);
        using var work = new RepeatedWork("test", Minute, _ => Fail(begun), clock, NullLogger<RepeatedWork>.Instance);

        await work.StartAsync(Token);
        Assert.True(await begun.WaitAsync(Patience, Token));
        for (var round = 0; round < 3; round++)
        {
            clock.Advance(Minute);
            Assert.True(await begun.WaitAsync(Patience, Token));
        }

        await work.StopAsync(Token);
        Assert.True(work.ExecuteTask!.IsCompleted);
    }

    [Fact]
    public async Task ARoundThatTakesLong_IsNotOvertaken_AndIsCancelledAtTheEnd()
    {
        var clock = new ManualClock();
        using var begun = new SemaphoreSlim(0);
        using var work = new RepeatedWork(
            "test",
            Minute,
            async token =>
            {
                begun.Release();
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, token);
            },
            clock,
            NullLogger<RepeatedWork>.Instance);

        await work.StartAsync(Token);
        Assert.True(await begun.WaitAsync(Patience, Token));
        clock.Advance(TimeSpan.FromHours(1));
        await work.StopAsync(Token).WaitAsync(Patience, Token);

        Assert.Equal(0, begun.CurrentCount);
        Assert.True(work.ExecuteTask!.IsCompleted);
    }

    private static Task Fail(SemaphoreSlim begun)
    {
        begun.Release();
        throw new InvalidOperationException("this round fails");
    }
}
