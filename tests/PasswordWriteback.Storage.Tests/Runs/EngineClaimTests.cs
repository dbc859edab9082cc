using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tests.Stores;

namespace PasswordWriteback.Storage.Tests.Runs;

public sealed class EngineClaimTests
{
    [Theory, EveryDatabase]
    public async Task AStore_BelongsToTheFirstEngineThatClaimsIt(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var claim = new EngineClaim(store.Database);

        var owners = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => claim.ClaimAsync($"engine-{i}", TestContext.Current.CancellationToken)));

        Assert.Single(owners.Distinct());
        Assert.Equal(owners[0], await claim.ClaimAsync("late", TestContext.Current.CancellationToken));
    }
}
