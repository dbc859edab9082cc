using Microsoft.Data.Sqlite;
using PasswordWriteback.Storage.Backends;
using PasswordWriteback.Storage.Migrations;
using PasswordWriteback.Storage.Tests.Stores;

namespace PasswordWriteback.Storage.Tests.Migrations;

public sealed class MigratorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task Open_ByEightHostsAtOnce_MigratesOnce(DatabaseKind kind)
    {
        var folder = Directory.CreateTempSubdirectory("pwb-store-");
        try
        {
            var options = kind == DatabaseKind.Sqlite
                ? DatabaseOptions.Sqlite(Path.Combine(folder.FullName, "store.db")) with { BusyTimeout = TimeSpan.FromSeconds(30) }
                : DatabaseOptions.PostgreSql(await (await TestStore.ServerAsync()).CreateDatabaseAsync(Token)) with { MaxConnections = 2 };

            var hosts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Database.OpenAsync(options, TimeProvider.System, Token))));

            Assert.All(await Task.WhenAll(hosts.Select(host => host.TroubleAsync(Token))), Assert.Null);
            var numbers = await hosts[0].ReadAsync(session => session.QueryAsync<int>("SELECT number FROM schema_migration ORDER BY number"), Token);
            Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
            Assert.True(numbers.Count >= 2);
            foreach (var host in hosts)
            {
                await host.DisposeAsync();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory, EveryDatabase]
    public async Task Open_SchemaOfANewerVersion_IsRefusedAndSaysSo(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        await store.SqlAsync("INSERT INTO schema_migration (number, name, applied_at) VALUES (999, 'future', 0)");

        var e = await Assert.ThrowsAsync<StoreUnavailableException>(() => Database.OpenAsync(store.Options, store.Clock, Token));

        Assert.Contains("schema 999", e.Message, StringComparison.Ordinal);
        Assert.Contains("newer version", e.Message, StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task Open_Again_KeepsWhatIsStored(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.RegisterAsync();

        await using var again = await Database.OpenAsync(store.Options, store.Clock, Token);

        Assert.NotNull(await new Storage.Tenants.TenantStore(again, store.Clock).FindAsync(Storage.Tenants.TenantScope.Everyone, tenant.TenantId, Token));
    }

    [Theory, EveryDatabase]
    public async Task RunSettings_OfARunThatWasStoredBefore_AskForNothing(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = await store.ActivateAsync();
        await store.SqlAsync(
            """
            DROP INDEX relay_command_of_run;
            ALTER TABLE run DROP COLUMN administrators_may_reset;
            ALTER TABLE run DROP COLUMN set_writeback_feature_flag;
            INSERT INTO run (tenant_key, run_id, mode, state, cause, started_by, started_at, minimum_password_age_zero)
            SELECT key, 'run-of-before', 'Apply', 'Running', 'Request', 'user-1', 0, false FROM tenant;
            """);

        Backend backend = kind == DatabaseKind.Sqlite ? new SqliteBackend(store.Options) : new PostgreSqlBackend(store.Options);
        await store.SqlAsync(Migrator.Of(backend).Single(migration => migration.Name == "run_settings").Sql);

        var run = (await store.Runs.FindAsync(Storage.Tenants.TenantScope.Everyone, tenantId, "run-of-before", Token))!;
        Assert.Equal((null, false), (run.AdministratorsMayReset, run.SetWritebackFeatureFlag));
    }

    [Fact]
    public void Migrations_OfBothDatabases_HaveTheSameNumbersAndNames()
    {
        var sqlite = new SqliteBackend(DatabaseOptions.Sqlite("unused.db"));
        var postgreSql = new PostgreSqlBackend(DatabaseOptions.PostgreSql("Host=unused"));

        Assert.Equal(Migrator.Of(sqlite).Select(migration => (migration.Number, migration.Name)), Migrator.Of(postgreSql).Select(migration => (migration.Number, migration.Name)));
        Assert.All(Migrator.Of(sqlite).Concat(Migrator.Of(postgreSql)), migration => Assert.DoesNotContain("{", migration.Sql, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Open_ADatabaseOfSomebodyElse_IsRefusedAndLeftAlone()
    {
        var folder = Directory.CreateTempSubdirectory("pwb-store-");
        try
        {
            var path = Path.Combine(folder.FullName, "foreign.db");
            await using (var connection = new SqliteConnection($"Data Source={path};Pooling=false"))
            {
                await connection.OpenAsync(Token);
                await using var create = connection.CreateCommand();
                create.CommandText = "CREATE TABLE tenant (x)";
                await create.ExecuteNonQueryAsync(Token);
            }

            var before = await File.ReadAllBytesAsync(path, Token);

            var e = await Assert.ThrowsAsync<StoreUnavailableException>(() => Database.OpenAsync(DatabaseOptions.Sqlite(path), TimeProvider.System, Token));

            Assert.Contains("not a store of this product", e.Message, StringComparison.Ordinal);
            Assert.Equal(before, await File.ReadAllBytesAsync(path, Token));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Open_NewFile_IsReadableByItsOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        await using var store = await TestStore.OpenAsync(DatabaseKind.Sqlite);
        await store.RegisterAsync();
        var files = Directory.GetFiles(Path.GetDirectoryName(store.Options.Location)!);

        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }
}
