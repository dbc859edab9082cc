using PasswordWriteback.Storage.Tenants;
using PasswordWriteback.Storage.Tests.Stores;
using PasswordWriteback.Tests.PostgreSql;

namespace PasswordWriteback.Storage.Tests.Trouble;

/// <summary>On a server of its own, because it is stopped.</summary>
public sealed class PostgreSqlTroubleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AServerThatIsRestarted_IsSurvivedByReadsAndWrites_AndOneThatIsAwayIsSaidSo()
    {
        await using var server = new PostgreSqlServer();
        var options = DatabaseOptions.PostgreSql(await server.CreateDatabaseAsync(Token)) with { MaxConnections = 8, ConnectTimeout = TimeSpan.FromSeconds(5) };
        await using var database = await Database.OpenAsync(options, TimeProvider.System, Token);
        var tenants = new TenantStore(database, TimeProvider.System);
        var tenantId = Guid.NewGuid();
        await tenants.PutAsync(TestStore.Owner, TestStore.Registration(tenantId), ifVersion: null, "portal", Token);
        // A pool full of connections, all of which the restart kills.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => database.ReadAsync(session => session.ScalarAsync<string>("SELECT CAST(pg_sleep(0.2) AS text)"), Token)));

        await server.StopAsync();
        var away = await Assert.ThrowsAsync<StoreUnavailableException>(() => tenants.FindAsync(TenantScope.Everyone, tenantId, Token));
        var trouble = await database.TroubleAsync(Token);
        await server.StartAsync(Token);
        var found = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => tenants.FindAsync(TenantScope.Everyone, tenantId, Token)));

        // Once more, and now the first call after it writes, on a dead connection of the pool.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => database.ReadAsync(session => session.ScalarAsync<string>("SELECT CAST(pg_sleep(0.2) AS text)"), Token)));
        await server.StopAsync();
        await server.StartAsync(Token);
        var (changed, created) = await tenants.PutAsync(TestStore.Owner, TestStore.Registration(tenantId, "Renamed"), ifVersion: 1, "portal", Token);

        Assert.Contains("cannot be reached", away.Message, StringComparison.Ordinal);
        Assert.Equal(away.Message, trouble);
        Assert.DoesNotContain("s3cret", $"{away}", StringComparison.Ordinal);
        Assert.All(found, Assert.NotNull);
        Assert.Equal(("Renamed", 2L, false), (changed.Name, changed.Version, created));
        Assert.Null(await database.TroubleAsync(Token));
    }

    [Fact]
    public async Task AWrongPassword_IsSaidSoWithoutIt()
    {
        var right = await (await TestStore.ServerAsync()).CreateDatabaseAsync(Token);
        var wrong = new Npgsql.NpgsqlConnectionStringBuilder(right) { Password = "wr0ng" }.ConnectionString;

        var e = await Assert.ThrowsAsync<StoreUnavailableException>(() => Database.OpenAsync(DatabaseOptions.PostgreSql(wrong), TimeProvider.System, Token));

        Assert.Contains("refuses the login", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", $"{e}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=localhost;Password=half;s3cret=x")]
    [InlineData("s3cret")]
    [InlineData("Database=x;Password=s3cret")]
    [InlineData("Host=localhost;Port=s3cret")]
    public async Task AConnectionStringThatCannotBeRead_IsRefusedWithoutQuotingIt(string connectionString)
    {
        var options = DatabaseOptions.PostgreSql(connectionString);

        var e = await Assert.ThrowsAsync<ArgumentException>(() => Database.OpenAsync(options, TimeProvider.System, Token));

        Assert.DoesNotContain("s3cret", $"{e} {options}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStatementThatTakesTooLong_IsEndedByTheServer()
    {
        await using var store = await TestStore.OpenAsync(DatabaseKind.PostgreSql, options => options with { StatementTimeout = TimeSpan.FromSeconds(1) });

        var e = await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            store.Database.ReadAsync(session => session.ScalarAsync<string>("SELECT CAST(pg_sleep(60) AS text)"), Token));

        Assert.Contains("took too long", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARowLockedByAnother_RefusesTheWrite_AndWorksAgain()
    {
        await using var store = await TestStore.OpenAsync(DatabaseKind.PostgreSql, options => options with { BusyTimeout = TimeSpan.FromMilliseconds(200) });
        var tenantId = await store.ActivateAsync();
        await using (var other = new Npgsql.NpgsqlConnection(store.Options.Location))
        {
            await other.OpenAsync(Token);
            await using var transaction = await other.BeginTransactionAsync(Token);
            await using var hold = new Npgsql.NpgsqlCommand("SELECT 1 FROM tenant FOR UPDATE", other, transaction);
            await hold.ExecuteScalarAsync(Token);

            var e = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Runs.StartAsync(TenantScope.Everyone, TestStore.NewRun(tenantId), Token));

            Assert.Contains("locked", e.Message, StringComparison.Ordinal);
        }

        await store.StartAsync(tenantId);
        Assert.Single(await store.Runs.UnfinishedAsync(Token));
    }
}
