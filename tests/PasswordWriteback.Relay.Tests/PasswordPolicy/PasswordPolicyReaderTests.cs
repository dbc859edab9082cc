using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.PasswordPolicy;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.PasswordPolicy;

public sealed class PasswordPolicyReaderTests
{
    private static async Task<Core.ActiveDirectory.PasswordPolicy.DomainPasswordPolicy> ReadAsync(string account)
    {
        var cancel = TestContext.Current.CancellationToken;
        var connector = DemoForest.Build(new ManualClock()).ConnectorFor(account);
        var forest = (await new ForestDiscoverer(connector).DiscoverAsync(cancel)).Forest;
        return (await new PasswordPolicyReader(connector).ReadAsync(forest, cancel))[0];
    }

    [Fact]
    public async Task TheHead_SaysWhatUsersMeet()
    {
        var policy = await ReadAsync(DemoForest.Administrator);

        Assert.Equal(
            (DemoForest.RootDomain, TimeSpan.FromDays(1), TimeSpan.FromDays(42), 12, 24),
            (policy.Domain, policy.MinimumAge, policy.MaximumAge, policy.MinimumLength, policy.History));
    }

    [Fact]
    public async Task FineGrainedPolicies_AreShown_ToAnAdministrator()
    {
        var fineGrained = (await ReadAsync(DemoForest.Administrator)).FineGrained;

        Assert.True(fineGrained.IsKnown, fineGrained.UnknownReason);
        Assert.Equal(("Sales Passphrases", 10, 16, 1), fineGrained.Value.Single() is var pso ? (pso.Name, pso.Precedence, pso.MinimumLength, pso.AppliesTo) : default);
    }

    [Theory]
    [InlineData("(D;;RP;;;AU)", "1 objects of CN=Password Settings Container,CN=System,DC=contoso,DC=example hide what they are")]
    [InlineData("(OD;;RP;64c80f48-cdd2-4881-a86d-4e97b6f561fc;;AU)", "(unreadable: msDS-PSOAppliesTo, Read Property, this identity)")]
    public async Task AFineGrainedPolicy_ThatHidesWhatItIs_OrWhomItAppliesTo_LeavesThemUnknown(string denial, string words)
    {
        using var relay = new DemoRelay();
        await relay.ForeignAddAsync("CN=Sales Passphrases,CN=Password Settings Container,CN=System,DC=contoso,DC=example", denial);

        var policies = await new PasswordPolicyReader(relay.Connector).ReadAsync(await relay.DiscoverAsync(), TestContext.Current.CancellationToken);

        Assert.Contains(words, policies.Single(policy => policy.Domain == DemoForest.RootDomain).FineGrained.UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FineGrainedPolicies_ThatTheReaderMayNotSee_AreUnknown_NeverNone()
    {
        var fineGrained = (await ReadAsync(DemoForest.ReaderAccount)).FineGrained;

        Assert.False(fineGrained.IsKnown);
        Assert.NotEmpty(fineGrained.UnknownReason);
    }
}
