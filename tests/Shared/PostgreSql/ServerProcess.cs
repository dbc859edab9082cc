using System.Diagnostics;
using System.Globalization;

namespace PasswordWriteback.Tests.PostgreSql;

/// <summary>A running PostgreSQL server.</summary>
internal sealed class ServerProcess
{
    /// <summary>PostgreSQL refuses to run as root; as root it runs as this user of Debian's package.</summary>
    public const string User = "postgres";

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>A command line that runs a program as an unprivileged user, in the same process.</summary>
    public static (string Program, IEnumerable<string> Arguments) AsUser(string program) =>
        Environment.IsPrivilegedProcess ? ("setpriv", ["--reuid", User, "--regid", User, "--init-groups", program]) : (program, []);

    /// <summary>Starts a server; on return it accepts connections.</summary>
    public static async Task<ServerProcess> StartAsync(string program, string folder, int port, TimeSpan patience, CancellationToken cancellationToken)
    {
        var (command, arguments) = AsUser(program);
        var start = new ProcessStartInfo(
            command,
            [
                .. arguments, "-D", Path.Combine(folder, "data"), "-p", port.ToString(CultureInfo.InvariantCulture),
                "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "shared_buffers=32MB",
                "-c", "max_connections=100", "-c", "logging_collector=off", "-c", "log_destination=stderr",
            ])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["LC_ALL"] = "C";
        var process = Process.Start(start)!;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                lock (said)
                {
                    ready.TrySetException(new InvalidOperationException($"PostgreSQL did not start: {string.Join(Environment.NewLine, said)}"));
                }
            }
            else if (line.Data.Contains("ready to accept connections", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
            else if (!ready.Task.IsCompleted)
            {
                lock (said)
                {
                    said.Add(line.Data);
                }
            }
        };
        process.BeginErrorReadLine();
        var server = new ServerProcess(process);
        try
        {
            await ready.Task.WaitAsync(patience, cancellationToken);
            return server;
        }
        catch
        {
            await server.StopAsync(patience);
            throw;
        }
    }

    /// <summary>Fast shutdown; a kill of the whole tree when that takes too long.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        using (_process)
        {
            if (!_process.HasExited)
            {
                using var signal = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
                await signal.WaitForExitAsync();
            }

            try
            {
                await _process.WaitForExitAsync().WaitAsync(patience);
            }
            catch (TimeoutException)
            {
                _process.Kill(entireProcessTree: true);
                throw;
            }
        }
    }
}
