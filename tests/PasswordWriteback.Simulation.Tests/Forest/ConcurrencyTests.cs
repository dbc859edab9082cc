using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Simulation.Tests.Forest;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task ReadersAndWriters_AtTheSameTime_SeeAWholeForest()
    {
        var forest = new ForestHarness();
        var before = (await forest.Stamp(DemoForest.RootPdc, DemoForest.RootScope, 0x20119)).Version;
        var ace = $"(A;;RP;;;{forest.ConnectorSid})";
        var writers = Enumerable.Range(0, 8).Select(_ => Task.Run(() => forest.Add(DemoForest.RootPdc, DemoForest.RootScope, ace)));
        var readers = Enumerable.Range(0, 16).Select(number => Task.Run(async () =>
        {
            var users = await forest.Search(
                number % 2 == 0 ? DemoForest.RootPdc : DemoForest.RootSecond,
                new DirectorySearch(DemoForest.RootScope, SearchDepth.Subtree, "(sAMAccountType=805306368)", ["nTSecurityDescriptor"]));
            Assert.All(users, user => Assert.NotNull(user.GetBytes("nTSecurityDescriptor")));
            return users.Count;
        })).ToList();
        await Task.WhenAll(writers.Concat(readers));

        Assert.Single((await Task.WhenAll(readers)).Distinct());
        Assert.Equal(before + 8, (await forest.Stamp(DemoForest.RootPdc, DemoForest.RootScope, 0x20119)).Version);
    }
}
