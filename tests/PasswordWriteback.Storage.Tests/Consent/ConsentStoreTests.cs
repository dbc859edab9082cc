using PasswordWriteback.Core.Schedule;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Tenants;
using PasswordWriteback.Storage.Tests.Stores;

namespace PasswordWriteback.Storage.Tests.Consent;

public sealed class ConsentStoreTests
{
    private static readonly TenantScope Mine = TenantScope.Of(TestStore.Owner);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task Complete_ActivatesOnce_AndIsAudited(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.RegisterAsync();
        var ends = store.Clock.GetUtcNow().AddMinutes(10);
        await store.Consents.CreateAsync(tenant.TenantId, TestStore.Owner, "state", "nonce", ends, Token);
        Assert.Equal(new ConsentRequest(tenant.TenantId, TestStore.Owner, "nonce", ends, Used: false), await store.Consents.FindAsync("state", Token));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => store.Consents.CompleteAsync("state", "admin-1", "portal", Token)));

        Assert.Single(outcomes, ConsentOutcome.Activated);
        Assert.Equal(5, outcomes.Count(outcome => outcome == ConsentOutcome.Unknown));
        Assert.True((await store.Consents.FindAsync("state", Token))!.Used);
        var active = (await store.Tenants.FindAsync(Mine, tenant.TenantId, Token))!;
        Assert.Equal((TenantState.Active, "admin-1", store.Clock.GetUtcNow()), (active.State, active.ConsentedBy, active.ConsentedAt));
        Assert.InRange(active.NextCheckAt!.Value, store.Clock.GetUtcNow(), store.Clock.GetUtcNow() + CheckSchedule.FirstCheck);
        Assert.Single((await store.Audit.ListAsync(Mine, tenant.TenantId, new AuditQuery(), Token)).Items, line => line.Action == AuditAction.TenantConsented);
    }

    [Theory, EveryDatabase]
    public async Task Complete_ByTwoOwnersAtOnce_GivesTheTenantToOne(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = Guid.NewGuid();
        var owners = Enumerable.Range(0, 6).Select(i => $"portal-{i}").ToList();
        foreach (var owner in owners)
        {
            await store.RegisterAsync(owner, tenantId);
            await store.Consents.CreateAsync(tenantId, owner, owner, "nonce", store.Clock.GetUtcNow().AddMinutes(10), Token);
        }

        var outcomes = await Task.WhenAll(owners.Select(owner => store.Consents.CompleteAsync(owner, "admin", "portal", Token)));

        Assert.Single(outcomes, ConsentOutcome.Activated);
        Assert.Equal(5, outcomes.Count(outcome => outcome == ConsentOutcome.OwnedByAnother));
        Assert.Equal(1, (await store.Tenants.ListAsync(TenantScope.Everyone, new TenantQuery(TenantState.Active), Token)).Total);
        var refused = (await store.Audit.ListAsync(TenantScope.Everyone, tenantId, new AuditQuery(), Token)).Items.Count(line => line.Action == AuditAction.ConsentRefused);
        Assert.Equal(5, refused);
    }

    [Theory, EveryDatabase]
    public async Task Complete_ExpiredOrUnknownOrAgain_ActivatesNothing(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.RegisterAsync();
        await store.Consents.CreateAsync(tenant.TenantId, TestStore.Owner, "state", "nonce", store.Clock.GetUtcNow().AddMinutes(10), Token);
        store.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(ConsentOutcome.Expired, await store.Consents.CompleteAsync("state", "admin", "portal", Token));
        Assert.Equal(ConsentOutcome.Unknown, await store.Consents.CompleteAsync("never given", "admin", "portal", Token));
        Assert.Equal(TenantState.Pending, (await store.Tenants.FindAsync(Mine, tenant.TenantId, Token))!.State);
        await Assert.ThrowsAsync<KeyNotFoundException>(() =>
            store.Consents.CreateAsync(tenant.TenantId, "portal-b", "s", "n", store.Clock.GetUtcNow(), Token));
    }

    [Theory, EveryDatabase]
    public async Task Complete_OfAnActiveTenant_SaysSo(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = await store.ActivateAsync();
        await store.Consents.CreateAsync(tenantId, TestStore.Owner, "again", "nonce", store.Clock.GetUtcNow().AddMinutes(10), Token);

        Assert.Equal(ConsentOutcome.AlreadyActive, await store.Consents.CompleteAsync("again", "admin", "portal", Token));
    }
}
