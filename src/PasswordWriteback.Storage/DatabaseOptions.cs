using System.Globalization;

namespace PasswordWriteback.Storage;

/// <summary>Which database holds the store.</summary>
public enum DatabaseKind
{
    /// <summary>A file on a local disk, for one host.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server, version 13 or newer, for any number of hosts.</summary>
    PostgreSql,
}

/// <summary>Where the store is, and how long it is waited for.</summary>
public sealed record DatabaseOptions
{
    private DatabaseOptions(DatabaseKind kind, string location)
    {
        Kind = kind;
        Location = location;
    }

    /// <summary>Which database.</summary>
    public DatabaseKind Kind { get; }

    /// <summary>How long another writer is waited for. Default: 5 s.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one statement may take, and how long a free connection is waited for. Default: 30 s.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long connecting to the server may take; PostgreSQL only. Default: 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections open at the same time. Default: 10; with more, reads wait for the processor instead of for a connection.</summary>
    public int MaxConnections { get; init; } = 10;

    /// <summary>Gives the password of each new connection, such as a token that ends; PostgreSQL only. Null: the connection string's.</summary>
    public Func<CancellationToken, ValueTask<string>>? Password { get; init; }

    /// <summary>Path or connection string. May hold a password: it never leaves this project.</summary>
    internal string Location { get; }

    /// <summary>Limits a SQLite file to so many pages, as a full disk would; asked whenever a connection is used. For tests.</summary>
    internal Func<long>? MaxPages { get; init; }

    /// <summary>A SQLite file. It is created, readable by its owner only, when it does not exist.</summary>
    /// <param name="path">The file, on a local disk: network shares do not lock reliably.</param>
    public static DatabaseOptions Sqlite(string path) =>
        new(DatabaseKind.Sqlite, Path.GetFullPath(string.IsNullOrWhiteSpace(path) ? throw new ArgumentException("The store needs a file.", nameof(path)) : path));

    /// <summary>A PostgreSQL database. It must exist; its tables are created.</summary>
    /// <param name="connectionString">In the form of Npgsql: <c>Host=…;Database=…;Username=…</c>.</param>
    public static DatabaseOptions PostgreSql(string connectionString) =>
        new(DatabaseKind.PostgreSql, string.IsNullOrWhiteSpace(connectionString) ? throw new ArgumentException("PostgreSQL needs a connection string.", nameof(connectionString)) : connectionString);

    /// <summary>The kind only: a connection string may hold a password.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind}, {MaxConnections} connections");
}
