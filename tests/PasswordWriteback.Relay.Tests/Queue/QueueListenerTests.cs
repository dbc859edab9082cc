using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Queue;

namespace PasswordWriteback.Relay.Tests.Queue;

public sealed class QueueListenerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnIdleDay_HasAtMost1476Polls_AndIsListenedToWithoutAGap()
    {
        var clock = new ManualClock();
        using var queue = ScriptedQueue.Empty(clock);
        using var stop = new CancellationTokenSource();
        var (listening, _) = Listen(queue, clock, stop.Token);

        await RunAsync(clock, queue, TimeSpan.FromDays(1));
        await stop.CancelAsync();
        Assert.Empty(await listening);

        // 24 heartbeats on top make 1,500 at most; polls of 59 s leave no time between them.
        Assert.InRange(queue.Calls, 1464, 1476);
    }

    [Fact]
    public async Task AQueueAwayForAWeek_IsComeBackTo_WithoutHammering()
    {
        var clock = new ManualClock();
        var back = clock.GetUtcNow() + TimeSpan.FromDays(7);
        using var queue = new ScriptedQueue(clock, (_, _, _) => clock.GetUtcNow() < back
            ? throw new HttpRequestException("Connection refused")
            : Task.FromResult(Delivery("c1.1")));
        using var stop = new CancellationTokenSource();
        var (listening, listener) = Listen(queue, clock, stop.Token, most: 1);

        while (!listening.IsCompleted)
        {
            if (!clock.FireNext())
            {
                await Task.Yield();
            }
        }

        Assert.Equal("c1.1", Assert.Single(await listening).Message.MessageId);
        Assert.Null(listener.Trouble);
        Assert.InRange(clock.GetUtcNow(), back, back + TimeSpan.FromMinutes(1));
        Assert.InRange(queue.Calls, 7 * 1440, 7 * 2880 + 10);
    }

    public static TheoryData<string> NotUnderWay => ["no connection", "no connection in time", "no name", "no tunnel", "no access", "no access in time"];

    /// <summary>A link that swallows packets, a name server or a backend that is away: none of them says anything about how long a poll may last.</summary>
    [Theory]
    [MemberData(nameof(NotUnderWay))]
    public async Task APollThatNeverBegan_MakesPollsNoShorter(string why)
    {
        var clock = new ManualClock();
        var pace = new IdlePace();
        using var queue = new ScriptedQueue(clock, (_, _, _) =>
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            throw why switch
            {
                "no connection" => new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused"),
                "no name" => new HttpRequestException(HttpRequestError.NameResolutionError, "No such host"),
                "no tunnel" => new HttpRequestException(HttpRequestError.ProxyTunnelError, "407"),
                _ => new TaskCanceledException("The operation was canceled.", new TimeoutException("A connection could not be established within the configured ConnectTimeout.")),
            };
        });
        using var client = queue.Client(why switch
        {
            "no access" => _ =>
            {
                clock.Advance(TimeSpan.FromSeconds(10));
                throw new QueueException(QueueFailure.Unavailable, "There is no access to the queues.", new CloudException(CloudFault.Unavailable, "It is away.", "Try again."));
            },
            "no access in time" => stop =>
            {
                clock.Advance(TimeSpan.FromMinutes(2));
                throw new OperationCanceledException(stop);
            },
            _ => null,
        });
        var listener = new QueueListener(client, pace, clock, () => 0.5, NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        await using var messages = listener.ListenAsync(stop.Token).GetAsyncEnumerator(Token);
        var next = messages.MoveNextAsync().AsTask();
        for (var failures = 1; failures < 5; failures++)
        {
            clock.FireNext();
        }

        await stop.CancelAsync();
        Assert.False(await next);
        Assert.Equal(IdlePace.LongestPoll, pace.Poll);
        Assert.Equal(QueueFailure.Unavailable, listener.Trouble!.Failure);
        Assert.DoesNotContain(why.StartsWith("no access", StringComparison.Ordinal) ? "out of reach" : "no answer", listener.Trouble.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAnswerOfAzure_IsRead_WithItsWordForForEver_AndItsOwnNameForTheMessage()
    {
        var clock = new ManualClock();
        var addresses = new List<string>();
        using var queue = new ScriptedQueue(clock, (request, call, _) =>
        {
            addresses.Add($"{request.Method} {request.RequestUri!.AbsoluteUri}");
            return Task.FromResult(call == 1 ? Delivery("c 1/1") : new HttpResponseMessage(call == 2 ? HttpStatusCode.Gone : HttpStatusCode.OK));
        });
        using var client = queue.Client();
        var message = (await client.ReceiveAsync(TimeSpan.FromSeconds(59.9), Token))!;

        Assert.Null(message.Message.TimeToLive);
        Assert.Equal((3, 31L), (message.DeliveryCount, message.SequenceNumber));
        Assert.Equal("High", message.Message.Properties["Priority"]);
        Assert.False(await client.CompleteAsync(message, Token));
        Assert.True(await client.RenewAsync(message, Token));
        Assert.Equal(
            [
                "POST https://contoso.servicebus.windows.net/relay-1/messages/head?timeout=59",
                "DELETE https://contoso.servicebus.windows.net/relay-1/messages/c%201%2F1/7da9cfd5-40d5-4bb1-8d64-ec5a52e1c547",
                "POST https://contoso.servicebus.windows.net/relay-1/messages/c%201%2F1/7da9cfd5-40d5-4bb1-8d64-ec5a52e1c547",
            ],
            addresses);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(410)]
    public async Task ALostLock_IsNoTrouble_ButSaid(int status)
    {
        using var queue = new ScriptedQueue(new ManualClock(), (_, call, _) => Task.FromResult(call == 1 ? Delivery("c1.1") : new HttpResponseMessage((HttpStatusCode)status)));
        using var client = queue.Client();
        var message = (await client.ReceiveAsync(TimeSpan.Zero, Token))!;
        Assert.False(await client.CompleteAsync(message, Token));
        Assert.False(await client.AbandonAsync(message, Token));
        Assert.False(await client.RenewAsync(message, Token));
    }

    [Theory]
    [InlineData(200, QueueFailure.Unavailable)]
    [InlineData(302, QueueFailure.Unavailable)]
    [InlineData(400, QueueFailure.Invalid)]
    [InlineData(401, QueueFailure.Unauthorized)]
    [InlineData(403, QueueFailure.Unauthorized)]
    [InlineData(404, QueueFailure.NotFound)]
    [InlineData(407, QueueFailure.Unavailable)]
    [InlineData(410, QueueFailure.NotFound)]
    [InlineData(429, QueueFailure.Unavailable)]
    [InlineData(500, QueueFailure.Unavailable)]
    [InlineData(503, QueueFailure.Unavailable)]
    public async Task AnAnswerThatIsNoSuccess_HasItsMeaning(int status, QueueFailure failure)
    {
        using var queue = new ScriptedQueue(new ManualClock(), (_, _, _) => Task.FromResult(new HttpResponseMessage((HttpStatusCode)status)));
        using var client = queue.Client();
        var refusal = await Assert.ThrowsAsync<QueueException>(() => client.ReceiveAsync(TimeSpan.Zero, Token));
        Assert.Equal(failure, refusal.Failure);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("<html>")]
    [InlineData("""{"LockToken":"x"}""")]
    public async Task ADeliveryThatIsNone_IsUnavailable(string broker)
    {
        using var queue = new ScriptedQueue(new ManualClock(), (_, _, _) =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.Created);
            response.Headers.TryAddWithoutValidation("BrokerProperties", broker);
            return Task.FromResult(response);
        });
        using var client = queue.Client();
        Assert.Equal(QueueFailure.Unavailable, (await Assert.ThrowsAsync<QueueException>(() => client.ReceiveAsync(TimeSpan.Zero, Token))).Failure);
    }

    private static HttpResponseMessage Delivery(string id)
    {
        var response = new HttpResponseMessage(HttpStatusCode.Created) { Content = new StringContent("body") };
        response.Headers.TryAddWithoutValidation("Location", $"https://elsewhere.example/relay-1/messages/{Uri.EscapeDataString(id)}/7da9cfd5-40d5-4bb1-8d64-ec5a52e1c547");
        response.Headers.TryAddWithoutValidation("Priority", "\"High\"");
        response.Headers.TryAddWithoutValidation(
            "BrokerProperties",
            $$"""{"DeliveryCount":3,"EnqueuedSequenceNumber":0,"EnqueuedTimeUtc":"Wed, 02 Jul 2014 01:32:27 GMT","LockToken":"7da9cfd5-40d5-4bb1-8d64-ec5a52e1c547","LockedUntilUtc":"Wed, 02 Jul 2014 01:33:27 GMT","MessageId":"{{id}}","SequenceNumber":31,"State":"Active","TimeToLive":922337203685.47754}""");
        return response;
    }

    private static (Task<List<ReceivedMessage>> Messages, QueueListener Listener) Listen(
        ScriptedQueue queue, ManualClock clock, CancellationToken stop, int most = int.MaxValue)
    {
        var listener = new QueueListener(queue.Client(), new IdlePace(), clock, () => 0.5, NullLogger.Instance);
        return (CollectAsync(), listener);

        async Task<List<ReceivedMessage>> CollectAsync()
        {
            var messages = new List<ReceivedMessage>();
            await foreach (var message in listener.ListenAsync(stop))
            {
                messages.Add(message);
                if (messages.Count == most)
                {
                    break;
                }
            }

            return messages;
        }
    }

    /// <summary>Lets a time pass, timer by timer, each after the poll before it is set up: its deadline and its wait.</summary>
    private static async Task RunAsync(ManualClock clock, ScriptedQueue queue, TimeSpan time)
    {
        var end = clock.GetUtcNow() + time;
        while (true)
        {
            while (clock.Timers < 2)
            {
                await Task.Yield();
            }

            if (clock.GetUtcNow() + IdlePace.LongestPoll > end)
            {
                return;
            }

            var calls = queue.Calls;
            clock.FireNext();
            while (queue.Calls == calls)
            {
                await Task.Yield();
            }
        }
    }
}
