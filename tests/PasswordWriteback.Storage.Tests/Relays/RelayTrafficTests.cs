using PasswordWriteback.Core;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Relays;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;
using PasswordWriteback.Storage.Tests.Stores;

namespace PasswordWriteback.Storage.Tests.Relays;

public sealed class RelayTrafficTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task ACommand_IsFoundByItsId_WithTheRelayThatItLastWentTo(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.ActivateAsync();
        var first = await RelayStoreTests.EnrolAsync(store, tenant, "one");
        var second = await RelayStoreTests.EnrolAsync(store, tenant, "two");
        var command = new Discover(Guid.NewGuid(), tenant, "run-1", "corp.example");

        await store.Traffic.CommandSentAsync(command, first.RelayId, Token);
        Assert.Equal(new SentCommand(command.CommandId, tenant, first.RelayId, "run-1"), await store.Traffic.FindCommandAsync(command.CommandId, Token));
        await store.Traffic.CommandSentAsync(command, second.RelayId, Token);
        Assert.Equal(second.RelayId, (await store.Traffic.FindCommandAsync(command.CommandId, Token))!.RelayId);

        Assert.Null(await store.Traffic.FindCommandAsync(Guid.NewGuid(), Token));
    }

    [Theory, EveryDatabase]
    public async Task AMessage_IsRememberedOnce_UntilItIsSweptAfterItsEnd(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var until = store.Clock.GetUtcNow().AddHours(1);

        var remembered = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => store.Traffic.RememberAsync("id", until, Token)));

        Assert.Single(remembered, once => once);
        Assert.Equal(0, await store.Traffic.SweepAsync(Token));
        Assert.True(await store.Traffic.SeenAsync("id", Token));
        store.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await store.Traffic.SweepAsync(Token));
        Assert.False(await store.Traffic.SeenAsync("id", Token));
    }

    [Theory, EveryDatabase]
    public async Task AnUpload_IsItsRelaysOwn(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.ActivateAsync();
        var (mine, other) = (await RelayStoreTests.EnrolAsync(store, tenant, "one"), await RelayStoreTests.EnrolAsync(store, tenant, "two"));
        await store.Traffic.SaveUploadAsync(mine.RelayId, "hash", "{\"a\":\"ä\"}", Token);
        await store.Traffic.SaveUploadAsync(mine.RelayId, "hash", "{\"a\":\"ä\"}", Token);

        Assert.Equal("{\"a\":\"ä\"}", await store.Traffic.FindUploadAsync(mine.RelayId, "hash", Token));
        Assert.Null(await store.Traffic.FindUploadAsync(other.RelayId, "hash", Token));
        store.Clock.Advance(RelayTraffic.Retention + TimeSpan.FromDays(1));
        await store.Traffic.SweepAsync(Token);
        Assert.Null(await store.Traffic.FindUploadAsync(mine.RelayId, "hash", Token));
    }

    [Theory, EveryDatabase]
    public async Task ARelay_ThatUploadedAsMuchAsItMay_WaitsForTheNextDay_OthersDoNot(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.ActivateAsync();
        var (mine, other) = (await RelayStoreTests.EnrolAsync(store, tenant, "one"), await RelayStoreTests.EnrolAsync(store, tenant, "two"));
        for (var i = 0; i < RelayTraffic.UploadsPerDay; i++)
        {
            Assert.True(await store.Traffic.SaveUploadAsync(mine.RelayId, $"hash-{i}", "{}", Token));
        }

        Assert.False(await store.Traffic.SaveUploadAsync(mine.RelayId, "hash", "{}", Token));
        Assert.Null(await store.Traffic.FindUploadAsync(mine.RelayId, "hash", Token));
        Assert.True(await store.Traffic.SaveUploadAsync(other.RelayId, "hash", "{}", Token));
        store.Clock.Advance(TimeSpan.FromDays(1));
        Assert.True(await store.Traffic.SaveUploadAsync(mine.RelayId, "hash", "{}", Token));
    }

    [Theory, EveryDatabase]
    public async Task OpenCommands_AreThoseOfTheRelay_WhoseRunsHaveNotEnded(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.ActivateAsync();
        var (mine, other) = (await RelayStoreTests.EnrolAsync(store, tenant, "one"), await RelayStoreTests.EnrolAsync(store, tenant, "two"));
        foreach (var run in new[] { "run-1", "run-2" })
        {
            await store.Runs.StartAsync(TenantScope.Everyone, new NewRun(run, tenant, RunMode.Check, RunTrigger.Request, "test"), Token);
        }

        var open = new Discover(Guid.NewGuid(), tenant, "run-1", "corp.example");
        await store.Traffic.CommandSentAsync(open, mine.RelayId, Token);
        await store.Traffic.CommandSentAsync(open with { CommandId = Guid.NewGuid() }, other.RelayId, Token);
        await store.Traffic.CommandSentAsync(open with { CommandId = Guid.NewGuid(), RunId = "run-2" }, mine.RelayId, Token);
        await store.Runs.FailAsync("run-2", "Ended.", Token);

        Assert.Equal([new SentCommand(open.CommandId, tenant, mine.RelayId, "run-1")], await store.Traffic.OpenCommandsAsync(mine.RelayId, Token));
    }

    [Theory, EveryDatabase]
    public async Task TwoProcessesInTurns_AreSeenAndTold_ARestartAndALateHeartbeatAreNot(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.ActivateAsync();
        var relay = await RelayStoreTests.EnrolAsync(store, tenant, "one");
        var (old, restarted, copy) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        Task<bool> HearAsync(Guid instance, int minute) =>
            store.Traffic.HeartbeatAsync(relay.RelayId, Heartbeat(store, instance, minute), Token);

        Assert.False(await HearAsync(old, 0));
        Assert.False(await HearAsync(restarted, 60));
        Assert.False(await HearAsync(old, 30));
        Assert.False(await HearAsync(restarted, 120));
        Assert.Null((await store.Relays.FindAsync(relay.RelayId, Token))!.DuplicateSeenAt);

        Assert.False(await HearAsync(copy, 130));
        Assert.True(await HearAsync(restarted, 180));
        Assert.True(await HearAsync(copy, 190));

        var record = (await store.Relays.FindAsync(relay.RelayId, Token))!;
        Assert.Equal((store.Clock.GetUtcNow(), copy), (record.DuplicateSeenAt, record.Heartbeat!.Instance));
        Assert.Single(
            (await store.Audit.ListAsync(TenantScope.Everyone, tenant, new AuditQuery(), Token)).Items,
            line => line.Action == AuditAction.RelayDuplicated);
    }

    private static RelayHeartbeat Heartbeat(TestStore store, Guid instance, int minute) => new(
        instance,
        store.Clock.GetUtcNow(),
        store.Clock.GetUtcNow().AddMinutes(minute),
        "connect-1",
        "0.1.0",
        PolicyHash: null,
        Reading.Unknown<ConnectState>("not read"));
}
