using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Discovery;

/// <summary>Groups of the connector account cannot be read: who it is stays known, what it is not does not.</summary>
public sealed class UnreadableGroupsTests : IDisposable
{
    private readonly DemoRelay _relay = new();

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task TheAccountThatEntraConnectNames_StaysKnown_AndTheFindingSaysThatItMayBeAnAdministrator()
    {
        Assert.DoesNotContain("not known", (await JudgeAsync()).Evidence.Summary, StringComparison.Ordinal);

        _relay.Connector.Hidden.Add("tokenGroups");
        var finding = await JudgeAsync();

        Assert.Equal(FindingStatus.Met, finding.Status);
        Assert.Contains("Whether it is an administrator is not known: tokenGroups of", finding.Evidence.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APlanForSuchAnAccount_IsRefused()
    {
        Assert.Empty((await _relay.AssessAsync()).Plan.Refusals);

        _relay.Connector.Hidden.Add("tokenGroups");
        _relay.Settings = _relay.Settings with { Explicit = true };
        var result = await _relay.AssessAsync();

        Assert.Contains(result.Plan.Refusals, refusal => refusal.Code == "BLR001" && refusal.Reason.Contains("tokenGroups", StringComparison.Ordinal));
    }

    private async Task<Finding> JudgeAsync()
    {
        var forest = await _relay.DiscoverAsync();
        var account = await new ConnectorAccountFinder(_relay.Connector).FindAsync(
            forest, new ConnectorAccountHint(EntraConnect: DemoForest.ConnectorAccount), TestContext.Current.CancellationToken);
        return DiscoveryFindings.Judge(Guid.Empty, [], forest, [], account, Reading.Unknown<ConnectReading>("Not asked."))
            .Single(finding => finding.Code == "ADS002");
    }
}
