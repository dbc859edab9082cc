using System.Diagnostics;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.Api.Tests.Relays;

public sealed class ServiceBusQueuesTests
{
    private static readonly DateTimeOffset Ends = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Relay = new("0a0b0c0d-0000-4000-8000-000000000001");

    private readonly FakeNamespace _first = new("first") { SendKey = "the key that sends" };
    private readonly FakeNamespace _second = new("second");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ServiceBusQueues Queues => new([_first, _second]);

    [Fact]
    public async Task ARelay_GetsSignaturesOfTheTwoRules_EachForOneQueue()
    {
        var listen = await ListenAsync(new RelayQueue("relay-1"));
        var send = SharedAccessSignature.Parse(await Queues.SendRepliesAsync(Ends, Token))!;

        Assert.Equal(("relays-listen", "https://first.example/relay-1", Ends), (listen.KeyName, listen.Resource, listen.ExpiresAt));
        Assert.True(listen.IsSignedWith(_first.ListenKey));
        Assert.Equal(("relays-send", "https://first.example/replies", Ends), (send.KeyName, send.Resource, send.ExpiresAt));
        Assert.True(send.IsSignedWith(_first.SendKey!));
    }

    [Fact]
    public async Task ARelay_OfTheSecondNamespace_ListensThere()
    {
        var listen = await ListenAsync(new RelayQueue("relay-1", _second.Address));

        Assert.Equal("https://second.example/relay-1", listen.Resource);
        Assert.True(listen.IsSignedWith(_second.ListenKey));
        Assert.False(listen.IsSignedWith(_first.ListenKey));
    }

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(1, 0, null)]
    [InlineData(2, 0, "https://second.example/")]
    [InlineData(1, 2, null)]
    [InlineData(3, 1, "https://second.example/")]
    public void ANewRelay_GoesToTheFirstNamespaceWithRoom(int inFirst, int inSecond, string? expected)
    {
        var queue = Queues.Place(Relay, [new NamespaceRelays(null, inFirst), new NamespaceRelays(_second.Address, inSecond)]);

        Assert.Equal(new RelayQueue(RelayRecord.QueueOf(Relay), expected is null ? null : new Uri(expected)), queue);
    }

    [Fact]
    public void WithoutRoom_TheErrorSaysToConfigureAnotherNamespace()
    {
        var full = Assert.Throws<QueueException>(() => Queues.Place(Relay, [new NamespaceRelays(null, 2), new NamespaceRelays(_second.Address, 2)]));

        Assert.Equal(QueueFailure.Full, full.Failure);
        Assert.Contains("(2 configured, 4 relays enrolled). Configure another namespace", full.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queues_AreMade_SentTo_Listed_AndRemoved_WhereTheyAre()
    {
        var (one, two) = (new RelayQueue("relay-1"), new RelayQueue("relay-2", _second.Address));
        await Queues.EnsureAsync(one, Token);
        await Queues.EnsureAsync(two, Token);

        await Queues.SendAsync(two, new QueueMessage("1.1", "{}"u8.ToArray()), Token);
        Assert.Empty(_first.Sent);
        Assert.Equal("relay-2", Assert.Single(_second.Sent).Queue);
        Assert.Equal([null, _second.Address], Queues.Places);
        Assert.Equal([one], await Queues.ListAsync(null, Token));
        Assert.Equal([two], await Queues.ListAsync(_second.Address, Token));

        await Queues.RemoveAsync(two, Token);
        Assert.Equal([one], await Queues.ListAsync(null, Token));
        Assert.Empty(await Queues.ListAsync(_second.Address, Token));
    }

    [Fact]
    public async Task ANamespace_ThatIsNotConfiguredAnyMore_IsNamed()
    {
        var lost = new RelayQueue("relay-1", new Uri("https://third.example/"));

        var failed = await Assert.ThrowsAsync<QueueException>(() => Queues.EnsureAsync(lost, Token));

        Assert.Equal(QueueFailure.Unavailable, failed.Failure);
        Assert.Contains("https://third.example/, which is not configured any more", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AQueue_InANamespaceThatIsNotConfiguredAnyMore_CountsAsRemoved()
    {
        await _first.CreateAsync("relay-1", Token);

        await Queues.RemoveAsync(new RelayQueue("relay-1", new Uri("https://third.example/")), Token);

        Assert.Equal(["relay-1"], _first.Queues);
    }

    [Fact]
    public void Namespaces_WithoutOne_OneTwice_OrWithoutTheKeyOfReplies_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new ServiceBusQueues([]));
        Assert.Throws<ArgumentException>(() => new ServiceBusQueues([_first, new FakeNamespace("first")]));
        Assert.Throws<ArgumentException>(() => new ServiceBusQueues([_second]));
    }

    [Fact]
    public async Task AMessage_TakesTheTraceOfWhoeverSends()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();

        await Queues.SendAsync(new RelayQueue("relay-1"), new QueueMessage("1.1", "{}"u8.ToArray()), Token);

        Assert.Equal(activity.Id, Assert.Single(_first.Sent).Message.Properties[ServiceBusQueues.TraceProperty]);
    }

    [Fact]
    public async Task AMessageThatNoQueueTakes_IsNotSent()
    {
        var tooLarge = new QueueMessage("1.1", new byte[QueueLimits.MessageBytes + 1]);

        var refused = await Assert.ThrowsAsync<QueueException>(() => Queues.SendAsync(new RelayQueue("relay-1"), tooLarge, Token));

        Assert.Equal(QueueFailure.TooLarge, refused.Failure);
        Assert.Empty(_first.Sent);
    }

    private async Task<SharedAccessSignature> ListenAsync(RelayQueue queue) => SharedAccessSignature.Parse(await Queues.ListenAsync(queue, Ends, Token))!;
}
