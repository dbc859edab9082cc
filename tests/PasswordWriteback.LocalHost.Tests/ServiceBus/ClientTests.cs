using System.Text;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Queue;

namespace PasswordWriteback.LocalHost.Tests.ServiceBus;

public sealed class ClientTests
{
    [Fact]
    public async Task AMessage_ArrivesAsItWasSent_AndIsSettled()
    {
        await using var host = await QueueHost.StartAsync();
        using var client = host.Client();
        var sent = QueueHost.Message("c1.1", "äöü") with
        {
            CorrelationId = "run 7 ä", Label = "discover", ContentType = "application/jose", TimeToLive = TimeSpan.FromSeconds(90.5),
            Properties = new Dictionary<string, string> { ["Version"] = "1", ["Weird"] = "\"quoted\" \\ äöü\r\nX: y" },
        };
        await client.SendAsync(sent, QueueHost.Token);
        var received = (await client.ReceiveAsync(TimeSpan.FromSeconds(59), QueueHost.Token))!;

        Assert.Equal("äöü", Encoding.UTF8.GetString(received.Message.Body.Span));
        Assert.Equal(sent.Properties, received.Message.Properties.Where(p => sent.Properties.ContainsKey(p.Key)));
        Assert.Equal(sent with { Body = default, Properties = QueueMessage.NoProperties }, received.Message with { Body = default, Properties = QueueMessage.NoProperties });
        Assert.Equal((1, 1L, host.Clock.GetUtcNow() + TimeSpan.FromMinutes(1)), (received.DeliveryCount, received.SequenceNumber, received.LockedUntil));
        Assert.True(await client.RenewAsync(received, QueueHost.Token));
        Assert.True(await client.AbandonAsync(received, QueueHost.Token));
        Assert.False(await client.CompleteAsync(received, QueueHost.Token));
        var again = (await client.ReceiveAsync(TimeSpan.Zero, QueueHost.Token))!;
        Assert.True(await client.CompleteAsync(again, QueueHost.Token));
        Assert.Equal((2, 1), (again.DeliveryCount, host.TokensAsked));
    }

    [Fact]
    public async Task TheLargestMessageAndTheLargestProperties_GoThrough_UnderTheHostsOwnLimits()
    {
        await using var host = await QueueHost.StartAsync();
        using var client = host.Client();
        await client.SendAsync(QueueHost.Message("a", new string('x', QueueLimits.MessageBytes - 1 - "application/jose".Length)) with { ContentType = "application/jose" }, QueueHost.Token);
        await client.SendAsync(
            QueueHost.Message("b") with { Properties = new Dictionary<string, string> { ["Long"] = new('ä', (QueueLimits.PropertyBytes - 5) / 2) } }, QueueHost.Token);
        Assert.Equal(QueueLimits.MessageBytes - 1 - "application/jose".Length, (await client.ReceiveAsync(TimeSpan.Zero, QueueHost.Token))!.Message.Body.Length);
        Assert.Equal((QueueLimits.PropertyBytes - 5) / 2, (await client.ReceiveAsync(TimeSpan.Zero, QueueHost.Token))!.Message.Properties["Long"].Length);
        Assert.Equal(
            QueueFailure.TooLarge,
            (await Assert.ThrowsAsync<QueueException>(() => client.SendAsync(QueueHost.Message("c", new string('x', QueueLimits.MessageBytes)), QueueHost.Token))).Failure);
    }

    [Fact]
    public async Task DeadLetters_AreReadOverTheSameProtocol()
    {
        await using var host = await QueueHost.StartAsync();
        using var client = host.Client();
        using var dead = host.Client($"{QueueHost.Queue}/$deadletterqueue");
        await client.SendAsync(QueueHost.Message("a") with { TimeToLive = TimeSpan.FromSeconds(1) }, QueueHost.Token);
        host.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await client.ReceiveAsync(TimeSpan.Zero, QueueHost.Token));
        var letter = (await dead.ReceiveAsync(TimeSpan.Zero, QueueHost.Token))!;
        Assert.Equal("TTLExpiredException", letter.Message.Properties[ReceivedMessage.DeadLetterReasonProperty]);
        Assert.True(await dead.CompleteAsync(letter, QueueHost.Token));
    }

    [Fact]
    public async Task ATokenThatIsRefused_IsReplacedOnce_AndOneThatAges_BeforeItEnds()
    {
        await using var host = await QueueHost.StartAsync();
        using var client = host.Client();
        await client.SendAsync(QueueHost.Message("a"), QueueHost.Token);
        await host.Broker.RemoveRuleAsync(QueueHost.Queue, $"{QueueRights.Listen | QueueRights.Send}", QueueHost.Token);
        await client.SendAsync(QueueHost.Message("b"), QueueHost.Token);
        Assert.Equal(2, host.TokensAsked);
        host.Clock.Advance(TimeSpan.FromMinutes(54));
        await client.SendAsync(QueueHost.Message("c"), QueueHost.Token);
        Assert.Equal(2, host.TokensAsked);
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        await client.SendAsync(QueueHost.Message("d"), QueueHost.Token);
        Assert.Equal(3, host.TokensAsked);
    }

    [Fact]
    public async Task ARelayWhoseTokensAreAllRefused_IsToldSo_WithoutTheToken()
    {
        await using var host = await QueueHost.StartAsync();
        var token = await host.TokenAsync();
        var asked = 0;
        using var client = host.Client(tokens: () =>
        {
            asked++;
            return new(token);
        });
        await host.Broker.RemoveQueueAsync(QueueHost.Queue, QueueHost.Token);
        var refusal = await Assert.ThrowsAsync<QueueException>(() => client.ReceiveAsync(TimeSpan.Zero, QueueHost.Token));
        Assert.Equal((QueueFailure.Unauthorized, 2), (refusal.Failure, asked));
        Assert.DoesNotContain("sig=", refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", token.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://backend.contoso.com")]
    [InlineData("sb://contoso.servicebus.windows.net")]
    public void AnAddressWithoutTls_IsRefused(string address) =>
        Assert.Throws<ArgumentException>(() => new ServiceBusQueueClient(new Uri(address), "q", _ => throw new InvalidOperationException()));

    [Fact]
    public async Task NobodyThere_IsUnavailable_AfterItsRetries()
    {
        await using var host = await QueueHost.StartAsync();
        using var client = new ServiceBusQueueClient(
            new Uri($"http://127.0.0.1:{LoopbackServer.FreePort()}"), QueueHost.Queue, _ => host.TokenAsync(), host.Options());
        Assert.Equal(QueueFailure.Unavailable, (await Assert.ThrowsAsync<QueueException>(() => client.SendAsync(QueueHost.Message("a"), QueueHost.Token))).Failure);
        Assert.Equal(QueueFailure.Unavailable, (await Assert.ThrowsAsync<QueueException>(() => client.ReceiveAsync(TimeSpan.Zero, QueueHost.Token))).Failure);
    }
}
