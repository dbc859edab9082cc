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
    /// <summary>From a relay's enrolment to the time that the clock says when its heartbeats come.</summary>
    private const int Minutes = 200;

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
        var (tenant, relay) = await EnrolledAsync(store);
        var (old, restarted, copy) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        Task<bool> HearAsync(Guid instance, int minute) => BeatAsync(store, relay, instance, started: 0, minute);

        Assert.False(await HearAsync(old, 0));
        Assert.False(await HearAsync(restarted, 60));
        Assert.False(await HearAsync(old, 30));
        Assert.False(await HearAsync(restarted, 120));
        Assert.Null((await store.Relays.FindAsync(relay, Token))!.DuplicateSeenAt);

        Assert.False(await HearAsync(copy, 130));
        Assert.True(await HearAsync(restarted, 180));
        Assert.True(await HearAsync(copy, 190));

        var record = (await store.Relays.FindAsync(relay, Token))!;
        Assert.Equal((store.Clock.GetUtcNow(), copy), (record.DuplicateSeenAt, record.Heartbeat!.Instance));
        Assert.Single(
            (await store.Audit.ListAsync(TenantScope.Everyone, tenant, new AuditQuery(), Token)).Items,
            line => line.Action == AuditAction.RelayDuplicated);
    }

    /// <summary>A copy that starts again before each of its heartbeats has no instance that comes back; the one that it was copied from goes on.</summary>
    [Theory, EveryDatabase]
    public async Task AProcess_ThatSpeaksAfterOneThatStartedLater_IsASecondOne_HoweverOftenThatOneRestarted(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var (_, relay) = await EnrolledAsync(store);
        var first = Guid.NewGuid();

        Assert.False(await BeatAsync(store, relay, first, started: 0, sent: 60));
        Assert.False(await BeatAsync(store, relay, Guid.NewGuid(), started: 70, sent: 70));
        Assert.False(await BeatAsync(store, relay, Guid.NewGuid(), started: 80, sent: 80));
        Assert.True(await BeatAsync(store, relay, first, started: 0, sent: 120));
    }

    /// <summary>Delivered late, the last heartbeat of the process before a restart is older than the new one's start.</summary>
    [Theory, EveryDatabase]
    public async Task ALateHeartbeat_OfTheProcessBeforeARestart_IsNoSecondOne(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var (_, relay) = await EnrolledAsync(store);

        Assert.False(await BeatAsync(store, relay, Guid.NewGuid(), started: 70, sent: 71));
        Assert.False(await BeatAsync(store, relay, Guid.NewGuid(), started: 0, sent: 60));
    }

    [Theory, EveryDatabase]
    public async Task AHeartbeat_FromTheFuture_KeepsNoLaterOneOut(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var (_, relay) = await EnrolledAsync(store);
        var (first, copy) = (Guid.NewGuid(), Guid.NewGuid());
        const int never = 1_000_000_000;
        await BeatAsync(store, relay, first, started: 0, sent: 60);

        Assert.False(await BeatAsync(store, relay, copy, started: never, sent: never));
        store.Clock.Advance(TimeSpan.FromHours(1));

        Assert.True(await BeatAsync(store, relay, first, started: 0, sent: Minutes + 60));
        Assert.Equal(store.Clock.GetUtcNow(), (await store.Relays.FindAsync(relay, Token))!.HeartbeatAt);
    }

    private static async Task<(Guid Tenant, Guid Relay)> EnrolledAsync(TestStore store)
    {
        var tenant = await store.ActivateAsync();
        var relay = (await RelayStoreTests.EnrolAsync(store, tenant, "one")).RelayId;
        store.Clock.Advance(TimeSpan.FromMinutes(Minutes));
        return (tenant, relay);
    }

    /// <summary>A heartbeat of a process that started, and sent it, so many minutes after the relay enrolled.</summary>
    private static async Task<bool> BeatAsync(TestStore store, Guid relay, Guid instance, int started, int sent)
    {
        var enrolled = (await store.Relays.FindAsync(relay, Token))!.EnrolledAt;
        return await store.Traffic.HeartbeatAsync(
            relay,
            new RelayHeartbeat(
                instance, enrolled.AddMinutes(started), enrolled.AddMinutes(sent), "connect-1", "0.1.0", PolicyHash: null, Reading.Unknown<ConnectState>("not read")),
            Token);
    }
}
