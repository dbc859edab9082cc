using Microsoft.Data.Sqlite;
using Npgsql;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Relays;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;
using PasswordWriteback.Tests.PostgreSql;

namespace PasswordWriteback.Storage.Tests.Stores;

/// <summary>An empty store for one test, with a clock that stands still.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    public const string Owner = "portal-a";

    private readonly DirectoryInfo? _folder;

    private TestStore(DatabaseOptions options, DirectoryInfo? folder, ManualClock clock, Database database)
    {
        _folder = folder;
        Options = options;
        Clock = clock;
        Database = database;
        Tenants = new TenantStore(database, clock);
        Consents = new ConsentStore(database, clock);
        Runs = new RunStore(database, clock);
        Reports = new RunReportStore(database, clock);
        Drift = new DriftStore(database);
        Audit = new AuditLog(database);
        Forests = new ForestRecordStore(database);
        Attestations = new AttestationStore(database);
        Relays = new RelayStore(database, clock);
        Traffic = new RelayTraffic(database, clock);
    }

    public DatabaseOptions Options { get; }

    public ManualClock Clock { get; }

    public Database Database { get; }

    public TenantStore Tenants { get; }

    public ConsentStore Consents { get; }

    public RunStore Runs { get; }

    public RunReportStore Reports { get; }

    public DriftStore Drift { get; }

    public AuditLog Audit { get; }

    public ForestRecordStore Forests { get; }

    public AttestationStore Attestations { get; }

    public RelayStore Relays { get; }

    public RelayTraffic Traffic { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens a store of its own.</summary>
    public static async Task<TestStore> OpenAsync(DatabaseKind kind, Func<DatabaseOptions, DatabaseOptions>? adjust = null)
    {
        var folder = kind == DatabaseKind.Sqlite ? Directory.CreateTempSubdirectory("pwb-store-") : null;
        var options = folder is null
            ? DatabaseOptions.PostgreSql(await (await ServerAsync()).CreateDatabaseAsync(Token)) with { MaxConnections = 8 }
            : DatabaseOptions.Sqlite(Path.Combine(folder.FullName, "store.db"));
        options = adjust?.Invoke(options) ?? options;
        var clock = new ManualClock();
        try
        {
            return new TestStore(options, folder, clock, await Database.OpenAsync(options, clock, Token));
        }
        catch
        {
            folder?.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>The server that the tests of this assembly share.</summary>
    public static async Task<PostgreSqlServer> ServerAsync() => (await TestContext.Current.GetFixture<PostgreSqlServer>())!;

    /// <summary>A tenant, registered and pending.</summary>
    public async Task<TenantRecord> RegisterAsync(string owner = Owner, Guid? tenantId = null, string name = "Contoso") =>
        (await Tenants.PutAsync(owner, Registration(tenantId, name), ifVersion: null, "portal", Token)).Record;

    /// <summary>A tenant that an administrator consented to.</summary>
    public async Task<Guid> ActivateAsync(string owner = Owner, Guid? tenantId = null, string name = "Contoso")
    {
        var tenant = await RegisterAsync(owner, tenantId, name);
        var state = Guid.NewGuid().ToString("N");
        await Consents.CreateAsync(tenant.TenantId, owner, state, "nonce", Clock.GetUtcNow().AddMinutes(10), Token);
        Assert.Equal(ConsentOutcome.Activated, await Consents.CompleteAsync(state, "administrator", "portal", Token));
        return tenant.TenantId;
    }

    /// <summary>A run that was admitted.</summary>
    public async Task<RunRecord> StartAsync(Guid tenantId, RunMode mode = RunMode.Check, string? rollbackOf = null)
    {
        var admission = await Runs.StartAsync(TenantScope.Everyone, NewRun(tenantId, mode) with { RollbackOf = rollbackOf }, Token);
        Assert.Equal(RunAdmissionKind.Admitted, admission.Kind);
        return admission.Run!;
    }

    public static NewRun NewRun(Guid tenantId, RunMode mode = RunMode.Check) =>
        new($"run-{Guid.NewGuid():N}", tenantId, mode, RunTrigger.Request, "user-1");

    public static TenantRegistration Registration(Guid? tenantId = null, string name = "Contoso") =>
        new(tenantId ?? Guid.NewGuid(), name, ["corp.example"], TimeSpan.FromDays(1), MinimumPasswordAgeZero: false);

    /// <summary>Runs SQL past the stores, on a connection of its own.</summary>
    public async Task<object?> SqlAsync(string sql)
    {
        await using System.Data.Common.DbConnection connection = Options.Kind == DatabaseKind.Sqlite
            ? new SqliteConnection($"Data Source={Options.Location};Pooling=false")
            : new NpgsqlConnection(Options.Location);
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _folder?.Delete(recursive: true);
    }
}
