using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Local.Queue;

namespace PasswordWriteback.Local.Tests.Queue;

public sealed class LongPollTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task AWait_IsEndedByAnArrival()
    {
        await using var bench = await QueueBench.StartAsync();
        var waiting = bench.ReceiveAsync(Minute);
        await bench.SendAsync("a");
        Assert.Equal("a", (await waiting)!.Message.MessageId);
    }

    [Fact]
    public async Task AWait_WithNoArrival_EndsAtItsDeadlineAndNotBefore()
    {
        await using var bench = await QueueBench.StartAsync();
        var waiting = bench.ReceiveAsync(TimeSpan.FromSeconds(59));
        await bench.SettledAsync();
        bench.Clock.Advance(TimeSpan.FromSeconds(58.9));
        await bench.SettledAsync();
        Assert.False(waiting.IsCompleted);
        bench.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(await waiting);
    }

    [Fact]
    public async Task AWait_IsEndedByTheEndOfALock_AndByAnAbandon()
    {
        await using var bench = await QueueBench.StartAsync(new QueueDefinition(QueueBench.Queue) { LockDuration = TimeSpan.FromSeconds(20) });
        await bench.SendAsync("a");
        await bench.ReceiveAsync();
        var waiting = bench.ReceiveAsync(Minute);
        await bench.SettledAsync();
        bench.Clock.Advance(TimeSpan.FromSeconds(20));
        var second = (await waiting)!;
        Assert.Equal(2, second.DeliveryCount);

        var third = bench.ReceiveAsync(Minute);
        await bench.Broker.AbandonAsync(QueueBench.Queue, second, QueueBench.Token);
        Assert.Equal(3, (await third)!.DeliveryCount);
    }

    [Fact]
    public async Task SeveralWhoWait_GetOneMessageEach()
    {
        await using var bench = await QueueBench.StartAsync();
        var waiting = Enumerable.Range(0, 20).Select(_ => bench.ReceiveAsync(Minute)).ToList();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => bench.SendAsync($"{i}")));
        var received = await Task.WhenAll(waiting);
        Assert.Equal(20, received.Select(m => m!.Message.MessageId).Distinct().Count());
        Assert.All(received, m => Assert.Equal(1, m!.DeliveryCount));
    }

    [Fact]
    public async Task AWaitThatIsGivenUp_TakesNoMessageWithIt()
    {
        await using var bench = await QueueBench.StartAsync();
        for (var i = 0; i < 50; i++)
        {
            using var impatient = new CancellationTokenSource();
            var waiting = bench.Broker.ReceiveAsync(QueueBench.Queue, Minute, impatient.Token);
            var sent = bench.SendAsync($"{i}");
            await impatient.CancelAsync();
            await sent;
            var message = await waiting.ContinueWith(t => t.IsCompletedSuccessfully ? t.Result : null, TaskScheduler.Default) ?? await bench.ReceiveAsync();
            Assert.True(await bench.Broker.CompleteAsync(QueueBench.Queue, message!, QueueBench.Token));
        }
    }

    [Fact]
    public async Task TheBrokerClosing_EndsEveryWaitWithNothing()
    {
        await using var bench = await QueueBench.StartAsync();
        var waiting = bench.ReceiveAsync(Minute);
        await bench.SettledAsync();
        await bench.ReopenAsync();
        Assert.Null(await waiting);
    }

    [Fact]
    public async Task TheQueueRemoved_TellsThoseWhoWait()
    {
        await using var bench = await QueueBench.StartAsync();
        var waiting = bench.ReceiveAsync(Minute);
        await bench.SettledAsync();
        Assert.True(await bench.Broker.RemoveQueueAsync(QueueBench.Queue, QueueBench.Token));
        Assert.Equal(QueueFailure.NotFound, (await Assert.ThrowsAsync<QueueException>(() => waiting)).Failure);
    }
}
