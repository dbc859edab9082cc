using System.ComponentModel;
using System.Diagnostics;

namespace PasswordWriteback.RelayWorker.Hosting.Systemd;

/// <summary>Runs a tool of the system: found on a search path, with an argument list (never a shell), within a deadline.</summary>
/// <param name="searchPath">Folders, as in PATH.</param>
/// <param name="time">The clock.</param>
internal sealed class SystemTool(string searchPath, TimeProvider time)
{
    private const int LongestText = 4096;

    /// <summary>Runs it to its end.</summary>
    /// <returns>Its exit code, and what it printed.</returns>
    /// <exception cref="ServiceControlException">It is not there, or did not end in time (and was killed).</exception>
    public async Task<ToolResult> RunAsync(string name, IReadOnlyList<string> arguments, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var process = Start(name, arguments);
        using var late = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        var output = process.StandardOutput.ReadToEndAsync(either.Token);
        var error = process.StandardError.ReadToEndAsync(either.Token);
        try
        {
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
            return new ToolResult(process.ExitCode, await output.ConfigureAwait(false), Short(await error.ConfigureAwait(false)));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await ((Task)Task.WhenAll(output, error)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            throw new ServiceControlException(
                ServiceFault.TimedOut, $"'{name} {string.Join(' ', arguments)}' did not end within {deadline.TotalSeconds:0} s.", "Ask 'systemctl status' and 'journalctl' what it waits for.");
        }
    }

    /// <summary>Runs it, and takes any exit code but 0 as a refusal.</summary>
    /// <exception cref="ServiceControlException">It is not there, did not end in time, or refused.</exception>
    public async Task DemandAsync(string name, IReadOnlyList<string> arguments, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var result = await RunAsync(name, arguments, deadline, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new ServiceControlException(
                ServiceFault.Refused,
                $"'{name} {string.Join(' ', arguments)}' ended with {result.ExitCode}: {(result.Error.Length > 0 ? result.Error : "it does not say why")}",
                $"'journalctl -u {ServiceNames.Systemd}' says more.");
        }
    }

    private Process Start(string name, IReadOnlyList<string> arguments)
    {
        var path = searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw Absent(name, inner: "no folder of PATH has it");
        var start = new ProcessStartInfo(path, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["LC_ALL"] = "C";
        start.Environment["SYSTEMD_COLORS"] = "0";
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception trouble)
        {
            throw Absent(name, trouble.Message);
        }
    }

    private static ServiceControlException Absent(string name, string inner) => new(
        ServiceFault.Refused, $"'{name}' cannot be run: {inner}.", "This verb needs systemd. Without it, have your supervisor start 'relay run'.");

    private static string Short(string text) => text.Trim() is { Length: > LongestText } all ? all[..LongestText] : text.Trim();
}

/// <summary>How a tool ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Error">What it printed on standard error, trimmed.</param>
internal sealed record ToolResult(int ExitCode, string Output, string Error);
