using System.Data.Common;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Tenants;
using PasswordWriteback.Storage.Tests.Stores;

namespace PasswordWriteback.Storage.Tests.Audit;

public sealed class AuditLogTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task Lines_CannotBeChangedOrErased_EvenBySql(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var entry = Entry(store, Guid.NewGuid(), "first");
        await store.Audit.AppendAsync(entry, Token);

        List<string> statements = ["UPDATE audit SET note = 'x'", "UPDATE audit SET note = 'x' WHERE 1 = 0 OR note <> ''", "DELETE FROM audit"];
        if (kind == DatabaseKind.PostgreSql)
        {
            statements.Add("TRUNCATE audit");
        }

        foreach (var sql in statements)
        {
            var e = await Assert.ThrowsAnyAsync<DbException>(() => store.SqlAsync(sql));
            Assert.Contains("audit", e.Message, StringComparison.Ordinal);
        }

        Assert.Equal(entry, Assert.Single((await store.Audit.ListAsync(TenantScope.Everyone, entry.TenantId, new AuditQuery(), Token)).Items));
    }

    [Theory, EveryDatabase]
    public async Task Pages_WhileLinesAreAdded_HoldEveryFormerOneOnce(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = Guid.NewGuid();
        for (var i = 0; i < 11; i++)
        {
            await store.Audit.AppendAsync(Entry(store, tenantId, $"line {i}"), Token);
        }

        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = await store.Audit.ListAsync(TenantScope.Of(TestStore.Owner), tenantId, new AuditQuery(4, token), Token);
            seen.AddRange(page.Items.Select(line => line.Note));
            token = page.NextPageToken;
            await store.Audit.AppendAsync(Entry(store, tenantId, "later"), Token);
        }
        while (token is not null);

        Assert.Equal(Enumerable.Range(0, 11).Reverse().Select(i => $"line {i}"), seen);
    }

    [Theory, EveryDatabase]
    public async Task Append_TextThatADatabaseRefuses_IsKeptWithoutIt(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = Guid.NewGuid();

        await store.Audit.AppendAsync(Entry(store, tenantId, "a\0b\ud800c😀"), Token);

        Assert.Equal("a\uFFFDb\uFFFDc😀", Assert.Single((await store.Audit.ListAsync(TenantScope.Everyone, tenantId, new AuditQuery(), Token)).Items).Note);
    }

    private static AuditEntry Entry(TestStore store, Guid tenantId, string note) =>
        new(tenantId, TestStore.Owner, store.Clock.GetUtcNow(), "user-1", AuditAction.StepConfirmed, "run-1", note);
}
