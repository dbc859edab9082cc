using PasswordWriteback.Core;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Storage.Fleet;
using PasswordWriteback.Storage.Tenants;
using PasswordWriteback.Storage.Tests.Relays;
using PasswordWriteback.Storage.Tests.Stores;

namespace PasswordWriteback.Storage.Tests.Fleet;

public sealed class FleetStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task AnEmptyStore_HasNothing_OverdueOrSilent(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        await store.RegisterAsync();

        Assert.Equivalent(new FleetState(0, 0, 0, null, 0, 0, [], 0), await ReadAsync(store), strict: true);
    }

    [Theory, EveryDatabase]
    public async Task Overdue_IsWhoIsDueAndNotBeingChecked_CountedFromTheLongest(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var now = store.Clock.GetUtcNow();
        var (longest, checkedNow, later) = (await store.ActivateAsync(), await store.ActivateAsync(), await store.ActivateAsync());
        await DueAsync(store, longest, now.AddMinutes(-50));
        await DueAsync(store, await store.ActivateAsync(), now.AddMinutes(-5));
        await DueAsync(store, checkedNow, now.AddMinutes(-90));
        await DueAsync(store, later, now.AddMinutes(1));
        await store.StartAsync(checkedNow);

        var state = await ReadAsync(store);

        Assert.Equal((4, 2, (DateTimeOffset?)now.AddMinutes(-50)), (state.Tenants, state.Overdue, state.OldestDueAt));
    }

    [Theory, EveryDatabase]
    public async Task ARelay_IsSilent_WithoutAHeartbeatSince_UnlessItIsNewRevokedOrItsTenantIsBeingErased(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.ActivateAsync();
        var erased = await store.ActivateAsync();
        var never = await RelayStoreTests.EnrolAsync(store, tenant, "never");
        var revoked = await RelayStoreTests.EnrolAsync(store, tenant, "revoked");
        await RelayStoreTests.EnrolAsync(store, erased, "erased");
        await store.Relays.RevokeAsync(TenantScope.Everyone, tenant, revoked.RelayId, "u", Token);
        await store.Tenants.BeginDeleteAsync(TenantScope.Everyone, erased, "u", Token);
        store.Clock.Advance(TimeSpan.FromHours(1));
        var heardOnce = await RelayStoreTests.EnrolAsync(store, tenant, "once");
        var heard = await RelayStoreTests.EnrolAsync(store, tenant, "heard");
        await HeartbeatAsync(store, heardOnce.RelayId);
        store.Clock.Advance(TimeSpan.FromHours(30));
        await HeartbeatAsync(store, heard.RelayId);
        await RelayStoreTests.EnrolAsync(store, tenant, "new");

        var state = await ReadAsync(store);

        Assert.Equal((4, 2), (state.Relays, state.SilentRelays));
        Assert.Equal([never.RelayId, heardOnce.RelayId], state.SilentRelayIds);
    }

    [Theory, EveryDatabase]
    public async Task AVerdict_Fell_WhenItWasInOrder_WithinTheWindow_OnceForATenant(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var (fell, earlier, never) = (await store.ActivateAsync(), await store.ActivateAsync(), await store.ActivateAsync());
        await JudgeAsync(store, earlier, Verdict.Compliant, Verdict.Blocked);
        store.Clock.Advance(TimeSpan.FromHours(25));
        await JudgeAsync(store, fell, Verdict.Compliant, Verdict.NonCompliant, Verdict.Compliant, Verdict.Blocked);
        await JudgeAsync(store, never, Verdict.NonCompliant, Verdict.Blocked, Verdict.Compliant);

        var state = await ReadAsync(store);

        Assert.Equal((3, 1, 1), (state.Tenants, state.Compliant, state.FallenVerdicts));
    }

    private static Task<FleetState> ReadAsync(TestStore store)
    {
        var now = store.Clock.GetUtcNow();
        return new FleetStore(store.Database).ReadAsync(now, now.AddHours(-24), Token);
    }

    private static Task DueAsync(TestStore store, Guid tenant, DateTimeOffset at) => store.Tenants.DelayCheckAsync(tenant, at, failed: false, Token);

    private static Task<bool> HeartbeatAsync(TestStore store, Guid relay)
    {
        var now = store.Clock.GetUtcNow();
        return store.Traffic.HeartbeatAsync(
            relay, new RelayHeartbeat(Guid.NewGuid(), now, now, "connect-1", "0.1.0", null, Reading.Unknown<ConnectState>("not read")), Token);
    }

    private static async Task JudgeAsync(TestStore store, Guid tenant, params Verdict[] verdicts)
    {
        foreach (var verdict in verdicts)
        {
            var run = await store.StartAsync(tenant);
            await store.Reports.SaveAsync(TestReports.Of(run, verdict), Token);
        }
    }
}
