using System.Data;
using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace PasswordWriteback.Storage.Backends;

/// <summary>A PostgreSQL database, through a pool of bounded size whose statements end by themselves.</summary>
internal sealed class PostgreSqlBackend : Backend
{
    /// <summary>"PWst" as the key of the advisory lock that migrations hold.</summary>
    private const long MigrationLock = 0x50577374;

    /// <summary>More statements than the product has: each is parsed and planned once per connection, not with every call.</summary>
    private const int PreparedStatements = 200;

    private readonly NpgsqlDataSource _source;
    private readonly string _place;

    public PostgreSqlBackend(DatabaseOptions options)
    {
        var builder = Parse(options.Location);
        builder.MaxPoolSize = options.MaxConnections;
        builder.Timeout = (int)Math.Ceiling(options.ConnectTimeout.TotalSeconds);
        // The server ends the statement first; the client's own limit is for a server that is gone without a word.
        builder.CommandTimeout = (int)Math.Ceiling(options.StatementTimeout.TotalSeconds) + 5;
        builder.KeepAlive = 30;
        builder.MaxAutoPrepare = PreparedStatements;
        builder.AutoPrepareMinUsages = 2;
        // A page of tenants or a report comes in one read.
        builder.ReadBufferSize = 32 * 1024;
        // Nothing is set for a session here, so there is nothing to reset when a connection goes back to the pool.
        builder.NoResetOnClose = true;
        builder.ApplicationName ??= "password-writeback";
        builder.IncludeErrorDetail = false;
        builder.PersistSecurityInfo = false;
        builder.Options ??= string.Create(
            CultureInfo.InvariantCulture,
            $"-c statement_timeout={Milliseconds(options.StatementTimeout)} -c lock_timeout={Milliseconds(options.BusyTimeout)} -c idle_in_transaction_session_timeout={Milliseconds(2 * options.StatementTimeout)}");
        _place = $"{builder.Host}:{builder.Port.ToString(CultureInfo.InvariantCulture)}/{builder.Database}";
        var source = new NpgsqlDataSourceBuilder(builder.ConnectionString);
        if (options.Password is { } password)
        {
            source.UsePasswordProvider(
                _ => throw new NotSupportedException("Connections are opened asynchronously only."), (_, cancellationToken) => password(cancellationToken));
        }

        _source = source.Build();
    }

    public override string Name => "postgresql";

    public override string ForUpdate => " FOR UPDATE";

    // Not jsonb: it refuses U+0000 inside strings, which directories may hold, and would hand documents back in another order.
    public override IReadOnlyDictionary<string, string> Placeholders { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["{key}"] = "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        ["{json}"] = "json",
        ["{ordinal}"] = "COLLATE \"C\"",
    };

    public override string Json(string parameter) => $"CAST({parameter} AS json)";

    public override Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override async Task<Lease> OpenAsync(bool forWriting, CancellationToken cancellationToken) =>
        new(await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false));

    public override async Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);

    public override Task LockForMigrationAsync(Session session) =>
        session.ExecuteAsync("SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(@MigrationLock)", new { MigrationLock });

    public override StoreTrouble? Explain(Exception exception) => exception is NpgsqlException e ? PostgreSqlTrouble.Of(e, _place) : null;

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    private static long Milliseconds(TimeSpan time) => Math.Max(1, (long)time.TotalMilliseconds);

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        NpgsqlConnectionStringBuilder? builder = null;
        try
        {
            builder = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            // Its message is kept back: it quotes parts of the string, and after a wrong quote that may be the password.
        }

        return builder is { Host.Length: > 0 }
            ? builder
            : throw new ArgumentException(
                "The connection string cannot be read. Its form is Host=…;Port=…;Database=…;Username=…;Password=…; values with a semicolon stand in quotes.", nameof(connectionString));
    }
}
