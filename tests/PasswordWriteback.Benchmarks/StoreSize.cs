using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Npgsql;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Storage;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Benchmarks;

/// <summary>
/// Bytes that the store grows by: for an active tenant, and for each check with its run, its report (the one of the recorded history
/// of a check) and its lines of the audit. SQLite: the file after VACUUM. PostgreSQL: the database after VACUUM FULL, indexes
/// included, reports compressed as PostgreSQL does it.
/// </summary>
internal static class StoreSize
{
    private const string Owner = "benchmark";
    private const int Rounds = 5;

    /// <summary>Fills a store and prints.</summary>
    /// <param name="count">How many tenants.</param>
    /// <param name="history">The recorded history of a check.</param>
    /// <param name="postgreSql">An empty database; null: a SQLite file.</param>
    public static async Task PrintAsync(int count, string history, string? postgreSql)
    {
        var report = Report(history);
        var folder = Directory.CreateTempSubdirectory("writeback-size-");
        try
        {
            var file = Path.Combine(folder.FullName, "store.db");
            Func<Task<long>> size = postgreSql is null ? () => SqliteAsync(file) : () => PostgreSqlAsync(postgreSql);
            var database = await Database.OpenAsync(
                postgreSql is null ? DatabaseOptions.Sqlite(file) : DatabaseOptions.PostgreSql(postgreSql), TimeProvider.System, CancellationToken.None);
            await using (database)
            {
                var empty = await size();
                var tenants = Enumerable.Range(0, count).Select(_ => Guid.NewGuid()).ToList();
                await Parallel.ForEachAsync(tenants, async (tenant, _) => await ActivateAsync(database, tenant));
                var active = await size();
                for (var round = 0; round < Rounds; round++)
                {
                    await Parallel.ForEachAsync(tenants, async (tenant, _) => await CheckAsync(database, tenant, report));
                }

                var bytes = JsonSerializer.SerializeToUtf8Bytes(report, OrchestrationJson.Default.RunReport).Length;
                Console.WriteLine($"{empty:N0} bytes empty, {(active - empty) / count:N0} an active tenant, {(await size() - active) / count / Rounds:N0} a check with a report of {bytes:N0} bytes");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static RunReport Report(string history)
    {
        var events = JsonNode.Parse(File.ReadAllText(history))!["history"]!.AsArray();
        var saved = events.Single(item => (string?)item!["kind"] == "activityScheduled" && (string?)item["name"] == "SaveReport");
        return saved!["input"].Deserialize(OrchestrationJson.Default.RunReport)!;
    }

    private static async Task ActivateAsync(Database database, Guid tenant)
    {
        var registration = new TenantRegistration(tenant, "Contoso", ["corp.example"], TimeSpan.FromDays(1), MinimumPasswordAgeZero: false);
        await new TenantStore(database, TimeProvider.System).PutAsync(Owner, registration, ifVersion: null, Owner, CancellationToken.None);
        var consents = new ConsentStore(database, TimeProvider.System);
        await consents.CreateAsync(tenant, Owner, tenant.ToString("N"), "nonce", DateTimeOffset.UtcNow.AddHours(1), CancellationToken.None);
        await consents.CompleteAsync(tenant.ToString("N"), "administrator", Owner, CancellationToken.None);
    }

    private static async Task CheckAsync(Database database, Guid tenant, RunReport report)
    {
        var run = new NewRun($"run-{Guid.NewGuid():N}", tenant, RunMode.Check, RunTrigger.Schedule, "schedule");
        await new RunStore(database, TimeProvider.System).StartAsync(TenantScope.Of(Owner), run, CancellationToken.None);
        await new RunReportStore(database, TimeProvider.System).SaveAsync(report with { TenantId = tenant, RunId = run.RunId }, CancellationToken.None);
    }

    private static async Task<long> SqliteAsync(string file)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var vacuum = connection.CreateCommand();
        vacuum.CommandText = "VACUUM; PRAGMA wal_checkpoint(TRUNCATE);";
        await vacuum.ExecuteNonQueryAsync();
        return new FileInfo(file).Length;
    }

    private static async Task<long> PostgreSqlAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using (var vacuum = source.CreateCommand("VACUUM FULL"))
        {
            await vacuum.ExecuteNonQueryAsync();
        }

        await using var ask = source.CreateCommand("SELECT pg_database_size(current_database())");
        return (long)(await ask.ExecuteScalarAsync())!;
    }
}
