using System.Diagnostics;
using System.Text;
using System.Text.Json;
using PasswordWriteback.Simulation.Tenant;

namespace PasswordWriteback.LocalHost.Tests.EndToEnd;

/// <summary>The backend as an operator runs it: <c>serve</c> in a process of its own, which can be killed and started again on the same data folder and address.</summary>
internal sealed class BackendProcess(string folder, string? database) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly StringBuilder _log = new();
    private Process? _process;

    /// <summary>Where it listens, in every one of its lives.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{LoopbackServer.FreePort()}");

    /// <summary>What it printed and logged.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public string Token => File.ReadAllText(Path.Combine(folder, "token"));

    /// <summary>Writes the settings of the app registration in a simulated tenant: the files that an operator would write.</summary>
    public void Configure(SimulatedTenant tenant)
    {
        Directory.CreateDirectory(folder);
        var secret = Path.Combine(folder, "graph-secret");
        var ca = Path.Combine(folder, "graph-ca.pem");
        File.WriteAllText(secret, tenant.ClientSecret);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.WriteAllText(ca, tenant.CertificatePem);
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), JsonSerializer.Serialize(new
        {
            Graph = new { tenant.ClientId, SecretFile = secret, Authority = tenant.BaseAddress, Endpoint = tenant.BaseAddress, TrustedCaFile = ca },
        }));
    }

    /// <summary>Starts it; on return it listens.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "PasswordWriteback.LocalHost.dll"), "serve", "--data", folder, "--urls", Address.AbsoluteUri])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (database is not null)
        {
            start.Environment["PWB_Database"] = database;
        }

        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = _process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) =>
        {
            Keep(line.Data);
            if (line.Data is null)
            {
                listening.TrySetException(new InvalidOperationException($"The backend ended before it listened: {Log}"));
            }
            else if (line.Data.StartsWith("Listening on ", StringComparison.Ordinal))
            {
                listening.TrySetResult();
            }
        };
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await listening.Task.WaitAsync(Patience, cancellationToken);
    }

    /// <summary>SIGKILL: it gets no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            using (process)
            {
                process.Kill();
                await process.WaitForExitAsync().WaitAsync(Patience);
            }
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private void Keep(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}
