using System.Text;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Local.Queue;

namespace PasswordWriteback.Local.Tests.Queue;

public sealed class PeekLockTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Receive_AMessage_BringsAllThatWasSentOnce()
    {
        await using var bench = await QueueBench.StartAsync();
        var sent = QueueBench.Message("c1.1", "äöü") with
        {
            CorrelationId = "run-7", Label = "discover", ContentType = "application/jose", TimeToLive = TimeSpan.FromMinutes(5),
            Properties = new Dictionary<string, string> { ["Version"] = "1", ["Weird"] = "\"quoted\" \\ äöü" },
        };
        await bench.Broker.SendAsync(QueueBench.Queue, sent, QueueBench.Token);

        var received = (await bench.ReceiveAsync())!;

        Assert.Equal("äöü", Encoding.UTF8.GetString(received.Message.Body.Span));
        Assert.Equal(sent.Properties.OrderBy(p => p.Key), received.Message.Properties.OrderBy(p => p.Key));
        Assert.Equal(sent with { Body = default, Properties = QueueMessage.NoProperties }, received.Message with { Body = default, Properties = QueueMessage.NoProperties });
        Assert.Equal(1, received.DeliveryCount);
        Assert.Equal(bench.Clock.GetUtcNow() + Minute, received.LockedUntil);
        Assert.Null(await bench.ReceiveAsync());
    }

    [Fact]
    public async Task Receive_SeveralMessages_ComeInTheOrderOfArrival_RepeatedIdsIncluded()
    {
        await using var bench = await QueueBench.StartAsync();
        foreach (var id in new[] { "a", "b", "a", "c" })
        {
            await bench.SendAsync(id);
        }

        var ids = new List<string>();
        while (await bench.ReceiveAsync() is { } message)
        {
            ids.Add(message.Message.MessageId);
        }

        Assert.Equal(["a", "b", "a", "c"], ids);
    }

    [Fact]
    public async Task Complete_UnderTheLock_RemovesTheMessageForGood()
    {
        await using var bench = await QueueBench.StartAsync();
        await bench.SendAsync("a");
        var message = (await bench.ReceiveAsync())!;

        Assert.True(await bench.Broker.CompleteAsync(QueueBench.Queue, message, QueueBench.Token));
        Assert.False(await bench.Broker.CompleteAsync(QueueBench.Queue, message, QueueBench.Token));
        bench.Clock.Advance(Minute * 2);
        Assert.Null(await bench.ReceiveAsync());
        Assert.Equal(new QueueCounts(0, 0, 0), await bench.Broker.CountAsync(QueueBench.Queue, QueueBench.Token));
    }

    [Fact]
    public async Task ALockThatExpired_GivesTheMessageToTheNext_AndNothingToItsOldHolder()
    {
        await using var bench = await QueueBench.StartAsync();
        await bench.SendAsync("a");
        var first = (await bench.ReceiveAsync())!;
        bench.Clock.Advance(Minute);

        Assert.False(await bench.Broker.CompleteAsync(QueueBench.Queue, first, QueueBench.Token));
        Assert.False(await bench.Broker.RenewAsync(QueueBench.Queue, first, QueueBench.Token));
        Assert.False(await bench.Broker.AbandonAsync(QueueBench.Queue, first, QueueBench.Token));
        var second = (await bench.ReceiveAsync())!;

        Assert.Equal(2, second.DeliveryCount);
        Assert.NotEqual(first.LockToken, second.LockToken);
        Assert.False(await bench.Broker.CompleteAsync(QueueBench.Queue, first, QueueBench.Token));
        Assert.True(await bench.Broker.CompleteAsync(QueueBench.Queue, second, QueueBench.Token));
    }

    [Fact]
    public async Task Renew_BeforeTheLockEnds_MakesItLastAMinuteFromThen()
    {
        await using var bench = await QueueBench.StartAsync();
        await bench.SendAsync("a");
        var message = (await bench.ReceiveAsync())!;
        bench.Clock.Advance(Minute * 0.9);
        Assert.True(await bench.Broker.RenewAsync(QueueBench.Queue, message, QueueBench.Token));
        bench.Clock.Advance(Minute * 0.9);

        Assert.Null(await bench.ReceiveAsync());
        Assert.True(await bench.Broker.CompleteAsync(QueueBench.Queue, message, QueueBench.Token));
    }

    [Fact]
    public async Task Settle_WithAForeignLockOrReference_ChangesNothing()
    {
        await using var bench = await QueueBench.StartAsync();
        await bench.SendAsync("a");
        await bench.SendAsync("b");
        var a = (await bench.ReceiveAsync())!;
        var b = (await bench.ReceiveAsync())!;

        Assert.False(await bench.Broker.CompleteAsync(QueueBench.Queue, "a", b.LockToken, QueueBench.Token));
        Assert.False(await bench.Broker.CompleteAsync(QueueBench.Queue, "a", Guid.NewGuid(), QueueBench.Token));
        Assert.False(await bench.Broker.CompleteAsync($"{QueueBench.Queue}/$deadletterqueue", "a", a.LockToken, QueueBench.Token));
        Assert.True(await bench.Broker.CompleteAsync(QueueBench.Queue, "a", a.LockToken, QueueBench.Token));
        Assert.True(await bench.Broker.CompleteAsync(QueueBench.Queue, $"{b.SequenceNumber}", b.LockToken, QueueBench.Token));
    }

    [Fact]
    public async Task Abandon_AMessage_IsDeliveredAgainAtOnce_BeforeLaterOnes()
    {
        await using var bench = await QueueBench.StartAsync();
        await bench.SendAsync("a");
        await bench.SendAsync("b");
        var a = (await bench.ReceiveAsync())!;
        Assert.True(await bench.Broker.AbandonAsync(QueueBench.Queue, a, QueueBench.Token));

        var again = (await bench.ReceiveAsync())!;

        Assert.Equal(("a", 2), (again.Message.MessageId, again.DeliveryCount));
    }

    [Fact]
    public async Task AMessageDeliveredTooOften_GoesToTheDeadLetters_ByAbandonAndByExpiry()
    {
        await using var bench = await QueueBench.StartAsync(new QueueDefinition(QueueBench.Queue) { MaxDeliveryCount = 3 });
        await bench.SendAsync("poison");
        await bench.Broker.AbandonAsync(QueueBench.Queue, (await bench.ReceiveAsync())!, QueueBench.Token);
        await bench.Broker.AbandonAsync(QueueBench.Queue, (await bench.ReceiveAsync())!, QueueBench.Token);
        Assert.NotNull(await bench.ReceiveAsync());
        bench.Clock.Advance(Minute);

        Assert.Null(await bench.ReceiveAsync());
        var dead = (await bench.ReceiveDeadAsync())!;
        Assert.Equal("MaxDeliveryCountExceeded", dead.Message.Properties[ReceivedMessage.DeadLetterReasonProperty]);
        Assert.Contains("3 times", dead.Message.Properties[ReceivedMessage.DeadLetterDescriptionProperty]);
        Assert.Equal("body", Encoding.UTF8.GetString(dead.Message.Body.Span));
        Assert.True(await bench.Broker.CompleteAsync($"{QueueBench.Queue}/$deadletterqueue", dead, QueueBench.Token));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task AMessagePastItsTime_IsBuriedOrDropped_ButNotTakenFromItsHolder(bool deadLetter, int buried)
    {
        await using var bench = await QueueBench.StartAsync(new QueueDefinition(QueueBench.Queue) { DeadLetterOnExpiry = deadLetter });
        foreach (var id in new[] { "held", "left" })
        {
            await bench.Broker.SendAsync(QueueBench.Queue, QueueBench.Message(id) with { TimeToLive = TimeSpan.FromSeconds(30) }, QueueBench.Token);
        }

        var held = (await bench.ReceiveAsync())!;
        bench.Clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Null(await bench.ReceiveAsync());
        Assert.True(await bench.Broker.CompleteAsync(QueueBench.Queue, held, QueueBench.Token));
        Assert.Equal(buried, (await bench.Broker.CountAsync(QueueBench.Queue, QueueBench.Token)).DeadLetters);
        Assert.Equal(deadLetter ? "TTLExpiredException" : null, (await bench.ReceiveDeadAsync())?.Message.Properties[ReceivedMessage.DeadLetterReasonProperty]);
    }

    [Fact]
    public async Task TheQueuesOwnLimitOfLife_CutsALongerOne()
    {
        await using var bench = await QueueBench.StartAsync(new QueueDefinition(QueueBench.Queue) { DefaultTimeToLive = Minute });
        await bench.Broker.SendAsync(QueueBench.Queue, QueueBench.Message("a") with { TimeToLive = TimeSpan.MaxValue }, QueueBench.Token);
        bench.Clock.Advance(Minute);
        Assert.Null(await bench.ReceiveAsync());
        Assert.Equal(1, await bench.Broker.PurgeDeadLettersAsync(QueueBench.Queue, bench.Clock.GetUtcNow(), QueueBench.Token));
    }
}
