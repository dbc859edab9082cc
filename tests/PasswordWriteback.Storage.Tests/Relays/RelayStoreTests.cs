using System.Security.Cryptography;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Relays;
using PasswordWriteback.Storage.Tenants;
using PasswordWriteback.Storage.Tests.Stores;

namespace PasswordWriteback.Storage.Tests.Relays;

public sealed class RelayStoreTests
{
    private const string Forest = "corp.example";
    private static readonly TenantScope Mine = TenantScope.Of(TestStore.Owner);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task ACode_EnrolsOneRelay_Once(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.ActivateAsync();
        Assert.Equal(RelayCodeOutcome.Issued, await IssueAsync(store, tenant, "code"));

        var enrolled = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => store.Relays.EnrolAsync("code", Enrolment(), Token)));

        var relay = Assert.Single(enrolled, relay => relay is not null)!;
        Assert.Equal((tenant, TestStore.Owner, Forest, RelayState.Active, "connect-1"), (relay.TenantId, relay.Owner, relay.Forest, relay.State, relay.HostName));
        Assert.Equivalent(relay, await store.Relays.FindAsync(relay.RelayId, Token));
        var audit = (await store.Audit.ListAsync(Mine, tenant, new AuditQuery(), Token)).Items;
        Assert.Single(audit, line => line.Action == AuditAction.RelayCodeIssued);
        Assert.Single(audit, line => line.Action == AuditAction.RelayEnrolled);
    }

    [Theory, EveryDatabase]
    public async Task Relays_AreCountedByNamespace_WithoutThoseThatWereRevoked(DatabaseKind kind)
    {
        var second = new Uri("https://second.example/");
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.ActivateAsync();
        Assert.Empty(await store.Relays.CountByNamespaceAsync(Token));
        var relays = new List<RelayRecord>();
        foreach (var (code, serviceBus) in new[] { ("a", null), ("b", second), ("c", second), ("d", second) })
        {
            await IssueAsync(store, tenant, code);
            relays.Add((await store.Relays.EnrolAsync(code, Enrolment() with { ServiceBus = serviceBus }, Token))!);
        }

        await store.Relays.RevokeAsync(Mine, tenant, relays[3].RelayId, "u", Token);

        Assert.Equal([null, second, second, second], relays.Select(relay => relay.ServiceBus));
        Assert.Equal(
            [new NamespaceRelays(null, 1), new NamespaceRelays(second, 2)],
            (await store.Relays.CountByNamespaceAsync(Token)).OrderBy(count => count.Relays));
        Assert.Equal(relays.Take(3).Select(relay => relay.CommandQueue), await store.Relays.EnrolledAsync(Token));
    }

    [Theory, EveryDatabase]
    public async Task ACode_ThatEndedOrIsUnknown_EnrolsNothing(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.ActivateAsync();
        await IssueAsync(store, tenant, "code");
        store.Clock.Advance(TimeSpan.FromMinutes(15));

        Assert.Null(await store.Relays.EnrolAsync("code", Enrolment(), Token));
        Assert.Null(await store.Relays.EnrolAsync("never issued", Enrolment(), Token));
        Assert.Empty(await store.Relays.ListAsync(Mine, tenant, Token));
    }

    [Theory, EveryDatabase]
    public async Task NoCode_ForAPendingTenant_AnotherOwner_AnotherForest_OrTooMany(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var pending = await store.RegisterAsync();
        var tenant = await store.ActivateAsync();

        Assert.Equal(RelayCodeOutcome.NotActive, await IssueAsync(store, pending.TenantId, "a"));
        Assert.Equal(RelayCodeOutcome.NoTenant, await store.Relays.IssueCodeAsync(TenantScope.Of("portal-b"), tenant, Code(store, "b"), "u", Token));
        Assert.Equal(RelayCodeOutcome.NoForest, await store.Relays.IssueCodeAsync(Mine, tenant, Code(store, "c") with { Forest = "other.example" }, "u", Token));
        for (var i = 0; i < RelayStore.CodesPerHour; i++)
        {
            Assert.Equal(RelayCodeOutcome.Issued, await IssueAsync(store, tenant, $"code-{i}"));
        }

        Assert.Equal(RelayCodeOutcome.TooMany, await IssueAsync(store, tenant, "one more"));
        store.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(RelayCodeOutcome.Issued, await IssueAsync(store, tenant, "later"));
    }

    [Theory, EveryDatabase]
    public async Task ASecondRelay_StandsBy_UntilItIsPromoted(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.ActivateAsync();
        var first = await EnrolAsync(store, tenant, "one");
        var second = await EnrolAsync(store, tenant, "two");
        Assert.Equal((RelayState.Active, RelayState.Standby), (first.State, second.State));
        Assert.Equal(first.RelayId, (await store.Relays.ActiveAsync(tenant, "CORP.example", Token))!.RelayId);

        Assert.Equal(RelayPromotion.NoRelay, await store.Relays.PromoteAsync(TenantScope.Of("portal-b"), tenant, second.RelayId, "u", Token));
        Assert.Equal(RelayPromotion.Promoted, await store.Relays.PromoteAsync(Mine, tenant, second.RelayId, "u", Token));
        Assert.Equal(RelayPromotion.AlreadyActive, await store.Relays.PromoteAsync(Mine, tenant, second.RelayId, "u", Token));

        Assert.Equal(second.RelayId, (await store.Relays.ActiveAsync(tenant, Forest, Token))!.RelayId);
        Assert.Equal([RelayState.Standby, RelayState.Active], (await store.Relays.ListAsync(Mine, tenant, Token)).Select(relay => relay.State));
    }

    [Theory, EveryDatabase]
    public async Task ARevokedRelay_IsActiveNoMore_AndDoesNotComeBack(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.ActivateAsync();
        var relay = await EnrolAsync(store, tenant, "one");

        Assert.Null(await store.Relays.RevokeAsync(TenantScope.Of("portal-b"), tenant, relay.RelayId, "u", Token));
        Assert.Equal(RelayState.Revoked, (await store.Relays.RevokeAsync(Mine, tenant, relay.RelayId, "u", Token))!.State);
        Assert.Equal(RelayState.Revoked, (await store.Relays.RevokeAsync(Mine, tenant, relay.RelayId, "u", Token))!.State);

        Assert.Null(await store.Relays.ActiveAsync(tenant, Forest, Token));
        Assert.Equal(RelayPromotion.Revoked, await store.Relays.PromoteAsync(Mine, tenant, relay.RelayId, "u", Token));
        Assert.Empty(await store.Relays.EnrolledAsync(Token));
        Assert.Single((await store.Audit.ListAsync(Mine, tenant, new AuditQuery(), Token)).Items, line => line.Action == AuditAction.RelayRevoked);
        Assert.Equal(RelayState.Active, (await EnrolAsync(store, tenant, "two")).State);
    }

    /// <summary>However many ask at once: the count and the code are one step.</summary>
    [Theory, EveryDatabase]
    public async Task CodesAtTheSameMoment_AreNoMoreThanAnHourHas(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.ActivateAsync();

        var issued = await Task.WhenAll(Enumerable.Range(0, RelayStore.CodesPerHour + 10).Select(i => IssueAsync(store, tenant, $"code-{i}")));

        Assert.Equal(RelayStore.CodesPerHour, issued.Count(outcome => outcome == RelayCodeOutcome.Issued));
    }

    [Theory, EveryDatabase]
    public async Task ARelay_ThatIsRevokedWhileItIsPromoted_StaysRevoked(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.ActivateAsync();
        var first = await EnrolAsync(store, tenant, "one");
        var second = await EnrolAsync(store, tenant, "two");

        var promotion = await AfterAsync(
            store,
            tenant,
            $"UPDATE relay SET state = 'Revoked' WHERE relay_id = '{second.RelayId:D}'",
            () => store.Relays.PromoteAsync(Mine, tenant, second.RelayId, "u", Token));

        Assert.Equal(RelayPromotion.Revoked, promotion);
        Assert.Equal([RelayState.Active, RelayState.Revoked], (await store.Relays.ListAsync(Mine, tenant, Token)).Select(relay => relay.State));
        Assert.Equal(first.RelayId, (await store.Relays.ActiveAsync(tenant, Forest, Token))!.RelayId);
    }

    [Theory, EveryDatabase]
    public async Task OfTwoStandbys_PromotedAtTheSameMoment_TheLaterOneIsActive(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.ActivateAsync();
        var first = await EnrolAsync(store, tenant, "one");
        var (second, third) = (await EnrolAsync(store, tenant, "two"), await EnrolAsync(store, tenant, "three"));

        var promotion = await AfterAsync(
            store,
            tenant,
            $"UPDATE relay SET state = 'Standby' WHERE relay_id = '{first.RelayId:D}'; UPDATE relay SET state = 'Active' WHERE relay_id = '{second.RelayId:D}'",
            () => store.Relays.PromoteAsync(Mine, tenant, third.RelayId, "u", Token));

        Assert.Equal(RelayPromotion.Promoted, promotion);
        Assert.Equal([RelayState.Standby, RelayState.Standby, RelayState.Active], (await store.Relays.ListAsync(Mine, tenant, Token)).Select(relay => relay.State));
    }

    [Theory, EveryDatabase]
    public async Task AnErasedTenant_LeavesNoRelay(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.ActivateAsync();
        var relay = await EnrolAsync(store, tenant, "one");
        await store.Traffic.SaveUploadAsync(relay.RelayId, new string('a', 64), "{}", Token);

        await store.Tenants.EraseAsync(tenant, TestStore.Owner, "erasure", Token);

        Assert.Null(await store.Relays.FindAsync(relay.RelayId, Token));
        Assert.Null(await store.Traffic.FindUploadAsync(relay.RelayId, new string('a', 64), Token));
    }

    internal static async Task<RelayRecord> EnrolAsync(TestStore store, Guid tenant, string codeHash)
    {
        Assert.Equal(RelayCodeOutcome.Issued, await IssueAsync(store, tenant, codeHash));
        return (await store.Relays.EnrolAsync(codeHash, Enrolment(), Token))!;
    }

    /// <summary>Begins a call while another host is in the middle of writing; that one's work is stored once the call waits for it.</summary>
    private static async Task<T> AfterAsync<T>(TestStore store, Guid tenant, string otherHosts, Func<Task<T>> call)
    {
        var waiting = await store.Database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync($"SELECT key FROM tenant WHERE tenant_id = '{tenant:D}'{session.ForUpdate}");
                await session.ExecuteAsync(otherHosts);
                var begun = call();
                while (session.ForUpdate.Length > 0 && !begun.IsCompleted && await session.ScalarAsync<int>("SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())") == 0)
                {
                    Token.ThrowIfCancellationRequested();
                }

                return begun;
            },
            Token);
        return await waiting;
    }

    private static Task<RelayCodeOutcome> IssueAsync(TestStore store, Guid tenant, string codeHash) =>
        store.Relays.IssueCodeAsync(Mine, tenant, Code(store, codeHash), "user-1", Token);

    private static RelayCode Code(TestStore store, string hash) => new(hash, Forest, "", store.Clock.GetUtcNow().AddMinutes(15));

    private static RelayEnrolment Enrolment()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new RelayEnrolment(Guid.NewGuid(), PublicJwk.Of(key), "connect-1", "0.1.0");
    }
}
