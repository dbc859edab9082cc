using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace PasswordWriteback.Tests.PostgreSql;

/// <summary>
/// A real PostgreSQL server of this machine's packages in a temporary folder, on a free port of loopback, as an unprivileged user.
/// It starts when it is first asked for a database, and is gone with its folder when disposed. Share it as an assembly fixture.
/// </summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    /// <summary>Its password holds what breaks a connection string that is put together by hand.</summary>
    public const string Password = "s3cret;'\"=word";

    private const string Superuser = "pwb";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static int _databases;

    private readonly SemaphoreSlim _starting = new(1);
    private DirectoryInfo? _folder;
    private ServerProcess? _process;
    private int _port;

    /// <summary>Why there is no server; null when there is one.</summary>
    public static string? Missing { get; } = Binaries() is null ? "PostgreSQL is not installed: tests/postgresql/install does it on Debian." : null;

    /// <summary>An empty database of its own for a test; skips the test when PostgreSQL is not installed.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        await StartAsync(cancellationToken);
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection(ConnectionString("postgres", pooling: false));
        await connection.OpenAsync(cancellationToken);
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
        return ConnectionString(name, pooling: true);
    }

    /// <summary>Starts the server, or starts it again on the same port with the same data. Does nothing while it runs.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_process is null)
            {
                _folder ??= await InitializeAsync(cancellationToken);
                _port = _port == 0 ? LoopbackServer.FreePort() : _port;
                _process = await ServerProcess.StartAsync(Path.Combine(Binaries()!, "postgres"), _folder.FullName, _port, Patience, cancellationToken);
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Stops the server as an administrator does: connections are broken, transactions rolled back.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.StopAsync(Patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder?.Delete(recursive: true);
        _starting.Dispose();
    }

    private string ConnectionString(string database, bool pooling) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Database = database,
        Username = Superuser,
        Password = Password,
        Pooling = pooling,
    }.ConnectionString;

    private static async Task<DirectoryInfo> InitializeAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("pwb-postgresql-");
        var password = Path.Combine(folder.FullName, "password");
        await File.WriteAllTextAsync(password, Password, cancellationToken);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", ["-R", ServerProcess.User, folder.FullName], cancellationToken);
        }

        var (program, arguments) = ServerProcess.AsUser(Path.Combine(Binaries()!, "initdb"));
        await RunAsync(
            program,
            [.. arguments, "--pgdata", Path.Combine(folder.FullName, "data"), "--username", Superuser, "--pwfile", password, "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync"],
            cancellationToken);
        return folder;
    }

    private static async Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} failed: {await output}{await error}");
    }

    /// <summary>The newest installed version's programs.</summary>
    private static string? Binaries()
    {
        const string root = "/usr/lib/postgresql";
        return Directory.Exists(root)
            ? Directory.GetDirectories(root).OrderByDescending(version => int.TryParse(Path.GetFileName(version), CultureInfo.InvariantCulture, out var number) ? number : 0)
                .Select(version => Path.Combine(version, "bin")).FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;
    }
}
