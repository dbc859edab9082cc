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

    [Fact]
    public async Task AnEarlierSid_ThatMayBeHidden_IsAGap()
    {
        Assert.Empty((await TokenAsync()).Gaps);

        await _relay.ForeignAddAsync((await TokenAsync()).Account, "(OD;;RP;17eb4278-d167-11d0-b002-0000f80367c1;;AU)");

        Assert.Contains("(unreadable: sIDHistory, Read Property, this identity)", Assert.Single((await TokenAsync()).Gaps), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADescriptionThatMayBeHidden_LeavesTheSearchForTheAccountOpen_AndAnEmptyOneDoesNot()
    {
        var forest = await _relay.DiscoverAsync();
        var dn = (await _relay.RequestAsync()).Account.Dn;
        _relay.Forest.Modify(DemoForest.RootPdc, dn, "description", []);
        Assert.True((await SearchAsync()).IsKnown);

        await _relay.ForeignAddAsync(dn, "(OD;;RP;bf967950-0de6-11d0-a285-00aa003049e2;;AU)");
        Assert.Contains("shows no description (unreadable: description", (await SearchAsync()).UnknownReason, StringComparison.Ordinal);

        Task<Reading<ConnectorAccount>> SearchAsync() =>
            new ConnectorAccountFinder(_relay.Connector).FindAsync(forest, new ConnectorAccountHint(), TestContext.Current.CancellationToken);
    }

    private async Task<TokenSids> TokenAsync()
    {
        var request = await _relay.RequestAsync();
        var home = request.Forest.Domains.Single(domain => domain.DnsName == request.Account.Domain);
        return await new TokenBuilder(_relay.Connector).BuildAsync(request.Forest, request.Account.Dn, home, TestContext.Current.CancellationToken);
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
