using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.PasswordPolicy;
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

    [Fact]
    public async Task FineGrainedPolicies_ThatTheReaderMayNotSee_AreUnknown_NeverNone()
    {
        var fineGrained = (await ReadAsync(DemoForest.ReaderAccount)).FineGrained;

        Assert.False(fineGrained.IsKnown);
        Assert.NotEmpty(fineGrained.UnknownReason);
    }
}
