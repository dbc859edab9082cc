using Microsoft.Data.Sqlite;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage.Tenants;
using PasswordWriteback.Storage.Tests.Stores;

namespace PasswordWriteback.Storage.Tests.Trouble;

public sealed class SqliteTroubleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AStoreLockedByAnother_RefusesWrites_StaysReadable_AndWorksAgain()
    {
        await using var store = await TestStore.OpenAsync(DatabaseKind.Sqlite, options => options with { BusyTimeout = TimeSpan.FromMilliseconds(100) });
        var tenantId = await store.ActivateAsync();
        await using (var other = new SqliteConnection($"Data Source={store.Options.Location};Pooling=false"))
        {
            await other.OpenAsync(Token);
            await using var holding = other.BeginTransaction(deferred: false);

            var e = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Runs.StartAsync(TenantScope.Everyone, TestStore.NewRun(tenantId), Token));

            Assert.Contains("locked", e.Message, StringComparison.Ordinal);
            Assert.Contains("Try again", e.Message, StringComparison.Ordinal);
            Assert.Equal(e.Message, await store.Database.TroubleAsync(Token));
            Assert.NotNull(await store.Tenants.FindAsync(TenantScope.Everyone, tenantId, Token));
            Assert.Empty(await store.Runs.UnfinishedAsync(Token));
        }

        Assert.Null(await store.Database.TroubleAsync(Token));
        await store.StartAsync(tenantId);
        Assert.Single(await store.Runs.UnfinishedAsync(Token));
    }

    [Fact]
    public async Task AFullDisk_IsSaidSo_NothingIsHalfWritten_AndRoomHeals()
    {
        await using var store = await TestStore.OpenAsync(DatabaseKind.Sqlite);
        var tenantId = await store.ActivateAsync();
        var run = await store.StartAsync(tenantId);
        var pages = Convert.ToInt64(await store.SqlAsync("PRAGMA page_count"), System.Globalization.CultureInfo.InvariantCulture);
        var report = TestReports.Of(run, Verdict.NonCompliant, TestReports.Licence(FindingStatus.NotMet) with { Evidence = new Evidence(new string('x', 200_000)) });
        await using (var full = await Database.OpenAsync(store.Options with { MaxPages = () => pages }, store.Clock, Token))
        {
            var e = await Assert.ThrowsAsync<StoreUnavailableException>(() => new Storage.Runs.RunReportStore(full, store.Clock).SaveAsync(report, Token));

            Assert.Contains("is full", e.Message, StringComparison.Ordinal);
            Assert.Equal(Storage.Runs.RunState.Accepted, (await store.Runs.FindAsync(TenantScope.Everyone, tenantId, run.RunId, Token))!.State);
            Assert.Null(await store.Reports.ReadJsonAsync(TenantScope.Everyone, tenantId, run.RunId, Token));
            Assert.Null((await store.Tenants.FindAsync(TenantScope.Everyone, tenantId, Token))!.LastVerdict);
        }

        await store.Reports.SaveAsync(report, Token);
        Assert.Equal(Verdict.NonCompliant, (await store.Tenants.FindAsync(TenantScope.Everyone, tenantId, Token))!.LastVerdict);
        Assert.Equal("ok", await store.SqlAsync("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task AFolderThatDoesNotExist_OrAFileThatIsNoDatabase_IsSaidSo()
    {
        var folder = Directory.CreateTempSubdirectory("pwb-store-");
        try
        {
            var missing = await Assert.ThrowsAsync<StoreUnavailableException>(() =>
                Database.OpenAsync(DatabaseOptions.Sqlite(Path.Combine(folder.FullName, "no", "store.db")), TimeProvider.System, Token));
            var text = Path.Combine(folder.FullName, "text.db");
            await File.WriteAllTextAsync(text, new string('x', 5_000), Token);
            var noDatabase = await Assert.ThrowsAsync<StoreUnavailableException>(() => Database.OpenAsync(DatabaseOptions.Sqlite(text), TimeProvider.System, Token));

            Assert.Contains("Does its folder exist", missing.Message, StringComparison.Ordinal);
            Assert.Contains("no SQLite database", noDatabase.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Durability_EveryConnectionSyncsEveryCommit()
    {
        await using var store = await TestStore.OpenAsync(DatabaseKind.Sqlite);

        var synchronous = await store.Database.ReadAsync(session => session.ScalarAsync<long>("PRAGMA synchronous"), Token);
        var journal = await store.Database.ReadAsync(session => session.ScalarAsync<string>("PRAGMA journal_mode"), Token);
        var foreignKeys = await store.Database.ReadAsync(session => session.ScalarAsync<long>("PRAGMA foreign_keys"), Token);

        Assert.Equal((2L, "wal", 1L), (synchronous, journal, foreignKeys));
    }
}
