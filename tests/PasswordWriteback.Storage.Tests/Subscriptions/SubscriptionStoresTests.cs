using PasswordWriteback.Storage.Subscriptions;
using PasswordWriteback.Storage.Tenants;
using PasswordWriteback.Storage.Tests.Stores;

namespace PasswordWriteback.Storage.Tests.Subscriptions;

public sealed class SubscriptionStoresTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task Claim_ByManyAtOnce_GivesEachTenantToOne(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        for (var i = 0; i < 12; i++)
        {
            await store.ActivateAsync();
        }

        var subscriptions = new SubscriptionStore(store.Database, store.Clock);
        var watches = new LicenceWatchStore(store.Database, store.Clock);
        var claimed = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => subscriptions.ClaimDueAsync(5, Lease, Token))));
        var looked = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => watches.ClaimDueAsync(5, Lease, Token))));

        Assert.Equal(claimed.Sum(page => page.Count), claimed.SelectMany(page => page).Select(record => record.TenantId).Distinct().Count());
        Assert.Equal(looked.Sum(page => page.Count), looked.SelectMany(page => page).Select(watch => watch.TenantId).Distinct().Count());
        Assert.True(claimed.Sum(page => page.Count) >= 5);
        store.Clock.Advance(Lease);
        Assert.Equal(12, (await subscriptions.ClaimDueAsync(100, Lease, Token)).Count);
        Assert.Equal(12, (await watches.ClaimDueAsync(100, Lease, Token)).Count);
    }

    [Theory, EveryDatabase]
    public async Task Take_ManyBatchesOfTheSameTenantsAtOnce_CountsAll_AndOpensOneWindowEach(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var inbox = new NotificationInbox(store.Database, store.Clock);
        var watches = new LicenceWatchStore(store.Database, store.Clock);
        var made = new List<(Guid Tenant, Guid Subscription)>();
        for (var i = 0; i < 3; i++)
        {
            made.Add(await MadeAsync(store, watches));
        }

        var signals = made.Select(pair => new SubscriptionSignals(pair.Subscription, Changes: 2, Renew: true, Removed: false)).ToList();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => inbox.TakeAsync([.. i % 2 == 0 ? signals : Enumerable.Reverse(signals)], Window, Token))));

        foreach (var (tenant, subscription) in made)
        {
            var watch = (await watches.FindAsync(TenantScope.Everyone, tenant, Token))!;
            Assert.Equal((40, store.Clock.GetUtcNow() + Window), (watch.Signals, watch.DueAt));
            var known = Assert.Single(await inbox.KnownAsync([.. Enumerable.Range(0, 40).Select(_ => Guid.NewGuid()), subscription], Token));
            Assert.Equal(new KnownSubscription(subscription, tenant, "hash"), known);
        }
    }

    [Theory, EveryDatabase]
    public async Task Seen_WithSignalsSinceTheClaim_KeepsAWindowForThem(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var inbox = new NotificationInbox(store.Database, store.Clock);
        var watches = new LicenceWatchStore(store.Database, store.Clock);
        var (tenant, subscription) = await MadeAsync(store, watches);
        await inbox.TakeAsync([new SubscriptionSignals(subscription, 3, Renew: false, Removed: false)], Window, Token);
        store.Clock.Advance(Window);
        var claimed = Assert.Single(await watches.ClaimDueAsync(5, Lease, Token));
        await inbox.TakeAsync([new SubscriptionSignals(subscription, 2, Renew: false, Removed: false)], Window, Token);
        Assert.Empty(await watches.ClaimDueAsync(5, Lease, Token));

        await watches.SeenAsync(claimed, """{"seen":1}""", store.Clock.GetUtcNow().AddDays(1), Window, Token);
        // Whoever claimed the same look and comes late changes nothing.
        await watches.SeenAsync(claimed, """{"late":1}""", store.Clock.GetUtcNow().AddDays(9), Window, Token);

        var watch = (await watches.FindAsync(TenantScope.Everyone, tenant, Token))!;
        Assert.Equal((2, store.Clock.GetUtcNow() + Window, claimed.Looks + 1, """{"seen":1}"""), (watch.Signals, watch.DueAt, watch.Looks, watch.Picture!.Replace(" ", "", StringComparison.Ordinal)));
    }

    [Theory, EveryDatabase]
    public async Task Removed_ForgetsTheSubscription_OnceAndForItsOwnerOnly(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var inbox = new NotificationInbox(store.Database, store.Clock);
        var subscriptions = new SubscriptionStore(store.Database, store.Clock);
        var (tenant, subscription) = await MadeAsync(store, new LicenceWatchStore(store.Database, store.Clock));

        await inbox.TakeAsync([new SubscriptionSignals(subscription, 0, Renew: false, Removed: true)], Window, Token);
        await subscriptions.LostAsync(subscription, "said again", Token);

        var record = (await subscriptions.FindAsync(TenantScope.Everyone, tenant, Token))!;
        Assert.Equal(((Guid?)null, store.Clock.GetUtcNow(), store.Clock.GetUtcNow()), (record.SubscriptionId, record.LostAt, record.NextAttemptAt));
        Assert.Empty(await inbox.KnownAsync([subscription], Token));
        Assert.Null(await subscriptions.FindAsync(TenantScope.Of("somebody else"), tenant, Token));
        Assert.Equal(1L, Convert.ToInt64(await store.SqlAsync("SELECT count(*) FROM audit WHERE action = 'SubscriptionLost'"), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory, EveryDatabase]
    public async Task AnErasedTenant_LeavesNothing(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var (tenant, _) = await MadeAsync(store, new LicenceWatchStore(store.Database, store.Clock));

        await store.Tenants.EraseAsync(tenant, TestStore.Owner, "erasure", Token);

        Assert.Equal(0L, Convert.ToInt64(await store.SqlAsync("SELECT (SELECT count(*) FROM subscription) + (SELECT count(*) FROM licence_watch)"), System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task<(Guid Tenant, Guid Subscription)> MadeAsync(TestStore store, LicenceWatchStore watches)
    {
        var tenant = await store.ActivateAsync();
        var id = Guid.NewGuid();
        var made = new MadeSubscription(id, "hash", "https://backend.example/", store.Clock.GetUtcNow().AddDays(28));
        Assert.True(await new SubscriptionStore(store.Database, store.Clock).MadeAsync(tenant, made, store.Clock.GetUtcNow().AddDays(1), Token));
        foreach (var claimed in await watches.ClaimDueAsync(100, Lease, Token))
        {
            await watches.SeenAsync(claimed, "{}", store.Clock.GetUtcNow().AddDays(1), Window, Token);
        }

        return (tenant, id);
    }
}
