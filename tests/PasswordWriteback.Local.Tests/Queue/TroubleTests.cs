using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Local.Queue;

namespace PasswordWriteback.Local.Tests.Queue;

public sealed class TroubleTests
{
    [Fact]
    public async Task AWeekWithoutReceiver_BuriesWhatHasExpired_AndDeliversTheRest()
    {
        await using var bench = await QueueBench.StartAsync();
        for (var hour = 0; hour < 24 * 7; hour++)
        {
            await bench.Broker.SendAsync(QueueBench.Queue, QueueBench.Message($"command-{hour}") with { TimeToLive = TimeSpan.FromMinutes(30) }, QueueBench.Token);
            await bench.SendAsync($"reply-{hour}");
            bench.Clock.Advance(TimeSpan.FromHours(1));
        }

        await bench.ReopenAsync();
        var ids = new List<string>();
        while (await bench.ReceiveAsync() is { } message)
        {
            ids.Add(message.Message.MessageId);
        }

        Assert.Equal(Enumerable.Range(0, 24 * 7).Select(h => $"reply-{h}"), ids);
        Assert.Equal(24 * 7, (await bench.Broker.CountAsync(QueueBench.Queue, QueueBench.Token)).DeadLetters);
    }

    [Fact]
    public async Task TenThousandJunkMessages_AreWorkedOff_AndTheGoodOneBehindThemComes()
    {
        await using var bench = await QueueBench.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 10_000).Select(i => bench.SendAsync($"junk-{i}")));
        await bench.SendAsync("good");

        await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            while (await bench.ReceiveAsync() is { } message)
            {
                if (message.Message.MessageId == "good")
                {
                    Assert.Equal(10_001, message.SequenceNumber);
                }

                Assert.True(await bench.Broker.CompleteAsync(QueueBench.Queue, message, QueueBench.Token));
            }
        }));

        Assert.Equal(new QueueCounts(0, 0, 0), await bench.Broker.CountAsync(QueueBench.Queue, QueueBench.Token));
    }

    [Fact]
    public async Task QueuesInOneBroker_DoNotSeeEachOther_AndCaseDoesNotMatter()
    {
        await using var bench = await QueueBench.StartAsync();
        await bench.Broker.PutQueueAsync(new QueueDefinition("Replies"), QueueBench.Token);
        await bench.Broker.SendAsync("REPLIES", QueueBench.Message("r"), QueueBench.Token);

        Assert.Null(await bench.ReceiveAsync());
        Assert.NotNull(await bench.ReceiveAsync(queue: "replies"));
        Assert.Equal(["relay-1", "replies"], await bench.Broker.ListQueuesAsync(QueueBench.Token));
    }

    [Fact]
    public async Task ARemovedQueue_TakesItsMessagesAndKeysAlong_AndANewOneOfItsNameIsEmpty()
    {
        await using var bench = await QueueBench.StartAsync();
        await bench.SendAsync("a");
        var key = (await bench.Broker.PutRuleAsync(QueueBench.Queue, "listen", QueueRights.Listen, QueueBench.Token)).Key;
        Assert.True(await bench.Broker.RemoveQueueAsync(QueueBench.Queue, QueueBench.Token));
        Assert.Equal(QueueFailure.NotFound, (await Assert.ThrowsAsync<QueueException>(() => bench.SendAsync("b"))).Failure);

        await bench.Broker.PutQueueAsync(new QueueDefinition(QueueBench.Queue), QueueBench.Token);
        Assert.Null(await bench.ReceiveAsync());
        Assert.Null(await bench.Broker.FindRuleAsync(QueueBench.Queue, "listen", QueueBench.Token));
        Assert.NotEqual(key, (await bench.Broker.PutRuleAsync(QueueBench.Queue, "listen", QueueRights.Listen, QueueBench.Token)).Key);
    }

    [Fact]
    public async Task AKeyIsMadeOnce_AndTheQueuesOwnComesBeforeTheOneForAll()
    {
        await using var bench = await QueueBench.StartAsync();
        var everywhere = await bench.Broker.PutRuleAsync(null, "send", QueueRights.Send, QueueBench.Token);
        Assert.Equal(everywhere.Key, (await bench.Broker.FindRuleAsync(QueueBench.Queue, "send", QueueBench.Token))!.Key);
        var own = await bench.Broker.PutRuleAsync(QueueBench.Queue, "send", QueueRights.Send, QueueBench.Token);
        await bench.ReopenAsync();
        Assert.Equal(own.Key, (await bench.Broker.PutRuleAsync(QueueBench.Queue, "send", QueueRights.Send | QueueRights.Listen, QueueBench.Token)).Key);
        Assert.Equal(own.Key, (await bench.Broker.FindRuleAsync(QueueBench.Queue, "send", QueueBench.Token))!.Key);
        Assert.NotEqual(everywhere.Key, own.Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a/$deadletterqueue/x")]
    public async Task AnImpossibleName_IsRefused(string name)
    {
        await using var bench = await QueueBench.StartAsync();
        Assert.Equal(QueueFailure.Invalid, (await Assert.ThrowsAsync<QueueException>(() => bench.ReceiveAsync(queue: name))).Failure);
    }

    [Theory]
    [InlineData(QueueLimits.MessageBytes - 2, null)]
    [InlineData(QueueLimits.MessageBytes - 1, QueueFailure.TooLarge)]
    public async Task AMessage_IsTakenUpToItsLimit_PropertiesIncluded(int body, QueueFailure? failure)
    {
        await using var bench = await QueueBench.StartAsync();
        var refusal = await Record.ExceptionAsync(() => bench.SendAsync("id", new string('x', body)));
        Assert.Equal(failure, (refusal as QueueException)?.Failure);
        Assert.Equal(failure is null ? 1 : 0, (await bench.Broker.CountAsync(QueueBench.Queue, QueueBench.Token)).Waiting);
    }
}
