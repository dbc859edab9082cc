using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Queue;

namespace PasswordWriteback.LocalHost.Tests.ServiceBus;

/// <summary>Every verb meets every kind of trouble on the line: nothing hangs, nothing is lost, and what was done stays done.</summary>
public sealed class FaultTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static TheoryData<int> Faults => [.. Enum.GetValues<Fault>().Select(f => (int)f)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Send_ArrivesOnceOrTwice(int fault)
    {
        await using var host = await QueueHost.StartAsync();
        using var client = host.Client();
        await WithFaultAsync(host, (Fault)fault, () => client.SendAsync(QueueHost.Message("a"), QueueHost.Token));
        var count = (await host.Broker.CountAsync(QueueHost.Queue, QueueHost.Token)).Waiting;
        Assert.InRange(count, 1, (Fault)fault is Fault.LoseRequest or Fault.SwallowRequest ? 1 : 2);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Complete_IsDone_EvenIfTheAnswerCannotSaySo(int fault)
    {
        await using var host = await QueueHost.StartAsync();
        using var client = host.Client();
        var message = await HeldAsync(host, client);
        var done = false;
        await WithFaultAsync(host, (Fault)fault, async () => done = await client.CompleteAsync(message, QueueHost.Token));
        Assert.Equal(0, (await host.Broker.CountAsync(QueueHost.Queue, QueueHost.Token)).Waiting);
        Assert.Equal((Fault)fault is Fault.LoseRequest or Fault.SwallowRequest or Fault.HoldResponse, done);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Abandon_FreesTheMessage(int fault)
    {
        await using var host = await QueueHost.StartAsync();
        using var client = host.Client();
        var message = await HeldAsync(host, client);
        await WithFaultAsync(host, (Fault)fault, () => client.AbandonAsync(message, QueueHost.Token));
        Assert.Equal(2, (await client.ReceiveAsync(TimeSpan.Zero, QueueHost.Token))!.DeliveryCount);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Renew_KeepsTheMessage(int fault)
    {
        await using var host = await QueueHost.StartAsync();
        using var client = host.Client();
        var message = await HeldAsync(host, client);
        host.Clock.Advance(Minute * 0.9);
        var kept = false;
        await WithFaultAsync(host, (Fault)fault, async () => kept = await client.RenewAsync(message, QueueHost.Token));
        host.Clock.Advance(Minute * 0.9);
        Assert.True(kept);
        Assert.True(await client.CompleteAsync(message, QueueHost.Token));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Receive_EndsByItsDeadline_AndTheMessageComesWithALaterPoll(int fault)
    {
        await using var host = await QueueHost.StartAsync();
        using var client = host.Client();
        await client.SendAsync(QueueHost.Message("a"), QueueHost.Token);
        var happened = host.Proxy.Next((Fault)fault);
        var polling = client.ReceiveAsync(TimeSpan.FromSeconds(59), QueueHost.Token);
        await happened;
        if ((Fault)fault == Fault.HoldResponse)
        {
            // As late as a poll may be.
            host.Clock.Advance(TimeSpan.FromSeconds(68));
            Assert.False(polling.IsCompleted);
            host.Proxy.Release();
            Assert.NotNull(await polling);
            return;
        }

        if ((Fault)fault is Fault.SwallowRequest or Fault.SwallowResponse)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(68));
            Assert.False(polling.IsCompleted);
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(QueueFailure.Unavailable, (await Assert.ThrowsAsync<QueueException>(() => polling.WaitAsync(Minute, QueueHost.Token))).Failure);
        host.Clock.Advance(Minute);
        var message = (await client.ReceiveAsync(TimeSpan.FromSeconds(59), QueueHost.Token))!;
        Assert.True(await client.CompleteAsync(message, QueueHost.Token));
    }

    [Fact]
    public async Task AProxyThatGoesDownInTheMiddle_AndComesBack_CostsOnlyTime()
    {
        await using var host = await QueueHost.StartAsync();
        using var client = host.Client();
        await client.SendAsync(QueueHost.Message("a"), QueueHost.Token);
        host.Proxy.IsDown = true;
        var lost = host.Proxy.Next(Fault.LoseRequest);
        Assert.Equal(QueueFailure.Unavailable, (await Assert.ThrowsAsync<QueueException>(() => client.SendAsync(QueueHost.Message("b"), QueueHost.Token))).Failure);
        await lost;
        host.Proxy.IsDown = false;
        await client.SendAsync(QueueHost.Message("b"), QueueHost.Token);
        Assert.Equal(2, (await host.Broker.CountAsync(QueueHost.Queue, QueueHost.Token)).Waiting);
    }

    private static async Task<ReceivedMessage> HeldAsync(QueueHost host, ServiceBusQueueClient client)
    {
        await client.SendAsync(QueueHost.Message("a"), QueueHost.Token);
        return (await client.ReceiveAsync(TimeSpan.Zero, QueueHost.Token))!;
    }

    private static async Task WithFaultAsync(QueueHost host, Fault fault, Func<Task> call)
    {
        var happened = host.Proxy.Next(fault);
        var calling = call();
        await happened;
        host.Proxy.Release();
        await calling;
    }
}
