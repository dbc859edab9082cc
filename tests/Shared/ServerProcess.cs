using System.Diagnostics;
using System.Text;

namespace PasswordWriteback.Tests;

/// <summary>A program that says when it is ready, and can be killed and started again. Nothing of it is left when it is disposed.</summary>
/// <param name="program">The program.</param>
/// <param name="arguments">Its arguments. What it runs must replace it, so that one process id is the program's.</param>
/// <param name="variables">Environment.</param>
/// <param name="readyLine">What a line holds that says that it is ready.</param>
internal sealed class ServerProcess(
    string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> variables, string readyLine) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly StringBuilder _output = new();
    private Process? _process;

    /// <summary>What it printed and logged in all of its lives.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts it; on return it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = _process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) =>
        {
            Keep(line.Data);
            if (line.Data is null)
            {
                ready.TrySetException(new InvalidOperationException($"{program} ended before it was ready: {Output}"));
            }
            else if (line.Data.Contains(readyLine, StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        };
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await ready.Task.WaitAsync(Patience, cancellationToken);
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
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
