using System.Diagnostics;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Relay.Replication;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.Permissions;

/// <summary>The confirmation on real domain controllers, and what one costs. Samba serves no pendingPropagations: the sample decides.</summary>
[Collection(Forests.OfParts)]
public sealed class ConfirmationTests(FreshForest fresh, ITestOutputHelper output) : GrantTest(fresh)
{
    private const int Rounds = 5;

    [Fact]
    public async Task AGrantOnTheHead_IsConfirmedOnBoth_WithASampleOfMoreThanTwentyUsers()
    {
        var watch = new PropagationWatch(TimeProvider.System);
        await GrantAsync((await AssessAsync()).Plan);
        await ReplicatedAsync(Head);
        var request = new ConfirmationRequest((await RequestAsync()).Forest, RecordedWrites.From(Records.Find("run-1")!));
        var seconds = new List<double>();
        var users = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var confirmation = await new ReplicationConfirmer(Connector, TimeProvider.System) { Propagation = watch }.ConfirmAsync(request, Now);
            seconds.Add(clock.Elapsed.TotalSeconds);

            Assert.All(confirmation.Controllers, controller => Assert.Equal((controller.Reason, ConfirmationState.Confirmed), (controller.Reason, controller.State)));
            Assert.All(confirmation.Controllers, controller => Assert.True(controller.SampledUsers >= 20, $"{controller.SampledUsers} users on {controller.HostName}."));
            Assert.DoesNotContain(confirmation.Controllers, controller => controller.Reason.Contains("pendingPropagations", StringComparison.Ordinal));
            Assert.Empty(confirmation.Alarms);
            users = confirmation.Controllers.Min(controller => controller.SampledUsers);
        }

        output.WriteLine($"The head and {users} users on each of {request.Forest.Domains[0].Controllers.Count} domain controllers: {string.Join(", ", seconds.Select(each => $"{each:0.00}"))} s.");
    }
}
