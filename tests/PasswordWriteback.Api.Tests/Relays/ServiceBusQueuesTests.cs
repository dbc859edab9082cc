using System.Diagnostics;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Api.Tests.Relays;

public sealed class ServiceBusQueuesTests : IServiceBusNamespace
{
    private readonly List<QueueMessage> _sent = [];

    public Uri Address { get; } = new("https://contoso.servicebus.windows.net/");

    public string ListenKey => "the key that listens";

    public string SendKey => "the key that sends";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARelay_GetsSignaturesOfTheTwoRules_EachForOneQueue()
    {
        var ends = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        var queues = new ServiceBusQueues(this);

        var listen = SharedAccessSignature.Parse(await queues.ListenAsync("relay-1", ends, Token))!;
        var send = SharedAccessSignature.Parse(await queues.SendRepliesAsync(ends, Token))!;

        Assert.Equal(("relays-listen", "https://contoso.servicebus.windows.net/relay-1", ends), (listen.KeyName, listen.Resource, listen.ExpiresAt));
        Assert.True(listen.IsSignedWith(ListenKey));
        Assert.Equal(("relays-send", "https://contoso.servicebus.windows.net/replies", ends), (send.KeyName, send.Resource, send.ExpiresAt));
        Assert.True(send.IsSignedWith(SendKey));
    }

    [Fact]
    public async Task AMessage_TakesTheTraceOfWhoeverSends()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();

        await new ServiceBusQueues(this).SendAsync("relay-1", new QueueMessage("1.1", "{}"u8.ToArray()), Token);

        Assert.Equal(activity.Id, Assert.Single(_sent).Properties[ServiceBusQueues.TraceProperty]);
    }

    [Fact]
    public async Task AMessageThatNoQueueTakes_IsNotSent()
    {
        var tooLarge = new QueueMessage("1.1", new byte[QueueLimits.MessageBytes + 1]);

        var refused = await Assert.ThrowsAsync<QueueException>(() => new ServiceBusQueues(this).SendAsync("relay-1", tooLarge, Token));

        Assert.Equal(QueueFailure.TooLarge, refused.Failure);
        Assert.Empty(_sent);
    }

    Task<IReadOnlyList<string>> IServiceBusNamespace.ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IServiceBusNamespace.CreateAsync(string queue, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IServiceBusNamespace.DeleteAsync(string queue, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IServiceBusNamespace.SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken)
    {
        _sent.Add(message);
        return Task.CompletedTask;
    }
}
