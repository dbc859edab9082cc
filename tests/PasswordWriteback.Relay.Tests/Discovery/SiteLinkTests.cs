using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;

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

    [Fact]
    public async Task EveryDomainController_IsInItsSite_AndReadOnlyOnesAreToldApart()
    {
        var controllers = (await _relay.DiscoverAsync()).Domains.SelectMany(domain => domain.Controllers);

        Assert.Equal(
            [
                (DemoForest.RootSecond, "Dublin", false), (DemoForest.ChildPdc, "Dublin", false), (DemoForest.RootReadOnly, "Geneva", true),
                (DemoForest.RootPdc, "Zurich", false), (DemoForest.ChildSecond, "Zurich", false),
            ],
            controllers.Select(controller => (controller.HostName, controller.Site, controller.IsReadOnly))
                .OrderBy(controller => controller.Site, StringComparer.Ordinal).ThenBy(controller => controller.HostName, StringComparer.Ordinal));
    }
}
