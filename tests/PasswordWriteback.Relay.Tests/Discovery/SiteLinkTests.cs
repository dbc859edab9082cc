using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Relay.Tests.Support;

namespace PasswordWriteback.Relay.Tests.Discovery;

public sealed class SiteLinkTests : IDisposable
{
    private readonly DemoRelay _relay = new();

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task LinksBetweenSites_AreDiscovered_WithTheTimeThatAChangeTakes()
    {
        var forest = await _relay.DiscoverAsync();

        Assert.Equal(["Zurich-Dublin", "Zurich-Geneva"], forest.SiteLinks!.Select(link => link.Name).Order(StringComparer.Ordinal));
        var link = forest.SiteLinks![0];
        Assert.Equal(TimeSpan.Zero, link.LongestClosed);
        Assert.Equal(link.Interval * 2, ReplicationTime.Between(forest.SiteLinks, "Dublin", "Geneva"));
    }
}
