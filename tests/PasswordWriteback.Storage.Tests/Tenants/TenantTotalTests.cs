using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage.Tenants;
using PasswordWriteback.Storage.Tests.Stores;

namespace PasswordWriteback.Storage.Tests.Tenants;

public sealed class TenantTotalTests
{
    private static readonly TenantScope Mine = TenantScope.Of(TestStore.Owner);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task Total_AfterAWriteOfThisHost_IsRightAtOnce(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        await store.RegisterAsync();
        var erased = await store.RegisterAsync();
        var pending = new TenantQuery(TenantState.Pending, PageSize: 1);
        var blocked = new TenantQuery(Verdict: Verdict.Blocked, PageSize: 1);
        Assert.Equal(2, await TotalAsync(store.Tenants, pending));

        await store.Tenants.EraseAsync(erased.TenantId, TestStore.Owner, "user-1", Token);
        await store.RegisterAsync();
        await store.RegisterAsync();
        Assert.Equal(3, await TotalAsync(store.Tenants, pending));

        Guid[] active = [await store.ActivateAsync(), await store.ActivateAsync()];
        Assert.Equal(3, await TotalAsync(store.Tenants, pending));
        Assert.Equal(0, await TotalAsync(store.Tenants, blocked));

        foreach (var tenant in active)
        {
            await store.Reports.SaveAsync(TestReports.Of(await store.StartAsync(tenant), Verdict.Blocked), Token);
        }

        Assert.Equal(2, await TotalAsync(store.Tenants, blocked));
        Assert.Equal(5, await TotalAsync(store.Tenants, new TenantQuery(PageSize: 1)));
    }

    [Theory, EveryDatabase]
    public async Task Total_AfterAWriteOfAnotherHost_IsRightAfterItsAge(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        await using var other = await Database.OpenAsync(store.Options, store.Clock, Token);
        var there = new TenantStore(other, store.Clock);
        await store.RegisterAsync();
        await store.RegisterAsync();
        Assert.Equal(2, await TotalAsync(store.Tenants, new TenantQuery(PageSize: 1)));

        await there.PutAsync(TestStore.Owner, TestStore.Registration(), ifVersion: null, "user-1", Token);
        Assert.Equal(3, await TotalAsync(there, new TenantQuery(PageSize: 1)));
        store.Clock.Advance(TenantTotals.MaxAge - TimeSpan.FromMilliseconds(1));
        var page = await store.Tenants.ListAsync(Mine, new TenantQuery(PageSize: 2), Token);
        Assert.Equal((2, 2), (page.Items.Count, page.Total));

        store.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(3, await TotalAsync(store.Tenants, new TenantQuery(PageSize: 1)));
    }

    [Theory, EveryDatabase]
    public async Task Total_OfAListOnOnePage_IsWhatThePageHolds(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        await using var other = await Database.OpenAsync(store.Options, store.Clock, Token);
        await store.RegisterAsync();
        await store.RegisterAsync();
        Assert.Equal(2, await TotalAsync(store.Tenants, new TenantQuery(PageSize: 1)));

        await new TenantStore(other, store.Clock).PutAsync(TestStore.Owner, TestStore.Registration(), ifVersion: null, "user-1", Token);

        Assert.Equal(3, await TotalAsync(store.Tenants, new TenantQuery()));
    }

    [Fact]
    public async Task Total_OfOneOwner_IsNotTakenForAnothers()
    {
        await using var store = await TestStore.OpenAsync(DatabaseKind.Sqlite);
        await store.RegisterAsync();
        await store.RegisterAsync();
        await store.RegisterAsync("portal-b");
        await store.RegisterAsync("portal-b");
        await store.RegisterAsync("portal-b");

        Assert.Equal(2, await TotalAsync(store.Tenants, new TenantQuery(PageSize: 1)));
        Assert.Equal(3, (await store.Tenants.ListAsync(TenantScope.Of("portal-b"), new TenantQuery(PageSize: 1), Token)).Total);
        Assert.Equal(5, (await store.Tenants.ListAsync(TenantScope.Everyone, new TenantQuery(PageSize: 1), Token)).Total);
    }

    private static async Task<long> TotalAsync(TenantStore tenants, TenantQuery query) => (await tenants.ListAsync(Mine, query, Token)).Total;
}
