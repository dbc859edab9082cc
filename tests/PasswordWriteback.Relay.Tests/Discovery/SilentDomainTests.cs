using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.PasswordPolicy;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Relay.Tests.Discovery;

/// <summary>One domain of the forest does not answer.</summary>
public sealed class SilentDomainTests : IDisposable
{
    private readonly DemoRelay _relay = new();

    public SilentDomainTests()
    {
        _relay.Forest.SetReachability(DemoForest.ChildPdc, Reachability.Refuses);
        _relay.Forest.SetReachability(DemoForest.ChildSecond, Reachability.Refuses);
    }

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task TheConnectorAccount_IsUnknown_AndTheDomainNamed()
    {
        var account = await new ConnectorAccountFinder(_relay.Connector).FindAsync(
            await _relay.DiscoverAsync(), new ConnectorAccountHint(), TestContext.Current.CancellationToken);

        Assert.False(account.IsKnown);
        Assert.Contains($"{DemoForest.ChildDomain} could not be searched", account.UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheConnectorAccount_IsFound_WhereItsOwnDomainIsNamed()
    {
        var account = await new ConnectorAccountFinder(_relay.Connector).FindAsync(
            await _relay.DiscoverAsync(), new ConnectorAccountHint(DemoForest.ConnectorAccount), TestContext.Current.CancellationToken);

        Assert.True(account.IsKnown, account.UnknownReason);
    }

    [Fact]
    public async Task ThePasswordPolicy_OfTheSilentDomain_IsUnknown_WithItsName_AndThatOfTheOtherIsKnown()
    {
        var policies = await new PasswordPolicyReader(_relay.Connector).ReadAsync(await _relay.DiscoverAsync(), TestContext.Current.CancellationToken);

        Assert.Contains(
            $"No domain controller of {DemoForest.ChildDomain} can be used",
            policies.Single(policy => policy.Domain == DemoForest.ChildDomain).UnknownReason,
            StringComparison.Ordinal);
        Assert.True(policies.Single(policy => policy.Domain == DemoForest.RootDomain).IsKnown);
    }

    [Fact]
    public async Task WorkThatNeedsTheSid_SaysWhichDomainItIs()
    {
        var child = (await _relay.DiscoverAsync()).Domains.Single(domain => domain.DnsName == DemoForest.ChildDomain);

        var fault = Assert.Throws<DirectoryException>(() => child.RequireSid());

        Assert.Contains(DemoForest.ChildDomain, fault.Message, StringComparison.Ordinal);
    }
}
