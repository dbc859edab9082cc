using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Discovery;

/// <summary>A domain that CN=Partitions does not show is not a domain that does not exist.</summary>
public sealed class HiddenDomainTests : IDisposable
{
    private const string Partitions = "CN=Partitions,CN=Configuration," + DemoForest.RootDn;

    private readonly DemoRelay _relay = new();

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task AForestInFullView_HasNoGaps() => Assert.Empty((await DiscoverAsync()).Gaps);

    [Fact]
    public async Task APartitionThatHidesWhatItIs_IsAGap()
    {
        await _relay.ForeignAddAsync("CN=EMEA," + Partitions, "(D;;RP;;;AU)");

        var found = await DiscoverAsync();

        Assert.Equal(DemoForest.RootDomain, Assert.Single(found.Forest.Domains).DnsName);
        Assert.Contains("1 objects of " + Partitions + " hide what they are (unreadable: objectCategory,", Assert.Single(found.Gaps), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PartitionsThatHideTheirPermissions_AreAGap_ForNobodyKnowsWhetherTheyAreAll()
    {
        _relay.Connector.Closed.Add(Partitions);

        Assert.Contains("Whether the forest has further domains is not known (unreadable: child objects", Assert.Single((await DiscoverAsync()).Gaps), StringComparison.Ordinal);
    }

    private Task<DiscoveredForest> DiscoverAsync() => new ForestDiscoverer(_relay.Connector).DiscoverAsync(TestContext.Current.CancellationToken);
}
