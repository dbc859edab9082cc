using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.RelayWorker.Tests.Hosting;

/// <summary>A relay whose own queue is in another Service Bus namespace than the queue of answers.</summary>
public sealed class RepliesElsewhereTests
{
    [Fact]
    public async Task Commands_ComeFromTheOneNamespace_AnswersGoToTheOther()
    {
        using var cloud = new FakeCloud();
        using var replies = new FakeCloud();
        using var state = new EnrolledFolder();
        (state.Enrolment with { Cloud = cloud.Address, ServiceBus = cloud.Address, RepliesServiceBus = replies.Address }).Save(state.Path);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var relay = RelayHost.RunAsync(
            new RelayHostOptions
            {
                StateFolder = state.Path,
                Policy = RelayPolicySource.File(Path.Combine(state.Path, "relay-policy.json")),
                Version = "1.0.0",
                Logger = NullLogger.Instance,
            },
            stop.Token);
        await Task.WhenAny(relay, Task.WhenAll(cloud.TokenRefused, replies.TokenRefused)).WaitAsync(TimeSpan.FromMinutes(1), stop.Token);
        await stop.CancelAsync();
        await relay;

        Assert.All(replies.Paths, path => Assert.Equal("/replies/messages", path));
        Assert.NotEmpty(replies.Paths);
        Assert.Contains(cloud.Paths, path => path.StartsWith("/relay-1/messages", StringComparison.Ordinal));
        Assert.DoesNotContain(cloud.Paths, path => path.StartsWith("/replies", StringComparison.Ordinal));
    }
}
