using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Discovery;

public sealed class SyncServerFinderTests : IDisposable
{
    private readonly DemoRelay _relay = new();

    public void Dispose() => _relay.Dispose();

    [Theory]
    [InlineData(DemoForest.ConnectServer, new string[0])]
    [InlineData("zrh-new-sync", new[] { DemoForest.ConnectServer })]
    [InlineData(null, new[] { DemoForest.ConnectServer })]
    public async Task ServersThatConnectorAccountsName_AreFound_ButForTheOneThatIsKnown(string? known, string[] others)
    {
        var now = TestContext.Current.CancellationToken;
        var forest = (await new ForestDiscoverer(_relay.Connector).DiscoverAsync(now)).Forest;

        var found = await new SyncServerFinder(_relay.Connector).FindAsync(forest, known, now);

        Assert.Equal(others, found!.OtherServers);
        Assert.False(found.CloudSync);
    }
}
