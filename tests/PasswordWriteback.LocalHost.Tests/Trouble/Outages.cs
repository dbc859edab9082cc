using Microsoft.Data.Sqlite;
using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.LocalHost.Tests.Hosting;
using PasswordWriteback.Storage;
using PasswordWriteback.Tests.PostgreSql;

namespace PasswordWriteback.LocalHost.Tests.Trouble;

/// <summary>A way in which the store can be of no use for a time.</summary>
internal abstract class Outage : IAsyncDisposable
{
    /// <summary>What <c>store-unavailable</c> says.</summary>
    public abstract string Says { get; }

    /// <summary>Whether reads fail too.</summary>
    public virtual bool StopsReading => false;

    /// <summary>Whether <c>/health/ready</c> can see it: a limit of pages lets its probe through, which writes into a page that is there.</summary>
    public virtual bool IsSeenByHealth => true;

    public static async Task<Outage> CreateAsync(string kind, CancellationToken cancellationToken) => kind switch
    {
        "stopped" => await StoppedServer.CreateAsync(cancellationToken),
        "locked" => new LockedFile(),
        "full" => new FullDisk(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public virtual LocalHostSettings Settings => new() { Urls = "http://127.0.0.1:0" };

    /// <summary>The database in place of the host's own; null for that.</summary>
    public virtual Task<Database?> OpenAsync(TestFolder folder, TimeProvider time) => Task.FromResult<Database?>(null);

    public abstract Task BeginAsync();

    public abstract Task EndAsync();

    public abstract ValueTask DisposeAsync();

    private static string File(TestFolder folder) => folder.File("store.db");

    /// <summary>A server of its own, because it is stopped; when it is back, every pooled connection is dead.</summary>
    private sealed class StoppedServer(PostgreSqlServer server, string connectionString) : Outage
    {
        public override string Says => "cannot be reached";

        public override bool StopsReading => true;

        public override LocalHostSettings Settings => base.Settings with { Database = connectionString };

        public static async Task<StoppedServer> CreateAsync(CancellationToken cancellationToken)
        {
            var server = new PostgreSqlServer();
            return new StoppedServer(server, await server.CreateDatabaseAsync(cancellationToken));
        }

        public override Task BeginAsync() => server.StopAsync();

        public override Task EndAsync() => server.StartAsync(CancellationToken.None);

        public override ValueTask DisposeAsync() => server.DisposeAsync();
    }

    /// <summary>Another process has the file locked for writing.</summary>
    private sealed class LockedFile : Outage
    {
        private string _file = "";
        private SqliteConnection? _other;

        public override string Says => "is locked";

        public override async Task<Database?> OpenAsync(TestFolder folder, TimeProvider time)
        {
            _file = File(folder);
            return await Database.OpenAsync(DatabaseOptions.Sqlite(_file) with { BusyTimeout = TimeSpan.FromMilliseconds(20) }, time, CancellationToken.None);
        }

        public override async Task BeginAsync()
        {
            _other = new SqliteConnection($"Data Source={_file};Pooling=false");
            await _other.OpenAsync();
            await using var hold = new SqliteCommand("BEGIN EXCLUSIVE", _other);
            await hold.ExecuteNonQueryAsync();
        }

        public override async Task EndAsync()
        {
            await _other!.DisposeAsync();
            _other = null;
        }

        public override ValueTask DisposeAsync() => _other?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    /// <summary>The file may not grow.</summary>
    private sealed class FullDisk : Outage
    {
        private const long Unlimited = uint.MaxValue - 1L;
        private long _pages = Unlimited;

        public override string Says => "is full";

        public override bool IsSeenByHealth => false;

        public override async Task<Database?> OpenAsync(TestFolder folder, TimeProvider time) =>
            await Database.OpenAsync(DatabaseOptions.Sqlite(File(folder)) with { MaxPages = () => Volatile.Read(ref _pages) }, time, CancellationToken.None);

        // SQLite takes the file's present size where the limit is smaller.
        public override Task BeginAsync()
        {
            Volatile.Write(ref _pages, 1);
            return Task.CompletedTask;
        }

        public override Task EndAsync()
        {
            Volatile.Write(ref _pages, Unlimited);
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
