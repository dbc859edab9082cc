using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PasswordWriteback.Relay.EntraConnect.PowerShell;

/// <summary>
/// Runs a script of this product in Windows PowerShell 5.1, in a process of its own. What runs is fixed: the command line holds a
/// constant, the script comes by standard input from this assembly, and what is asked comes before it as one line of JSON in
/// ASCII. Nothing is put together from values, and no file is left between writing and running. The answer is one line that
/// begins with a marker of this very call; whatever modules print besides does not matter.
/// </summary>
/// <param name="options">Executable and limits.</param>
/// <param name="time">The clock of deadlines.</param>
public sealed class PowerShellRunner(PowerShellOptions options, TimeProvider time)
{
    // $input is how Windows PowerShell hands redirected standard input to -Command; [Console]::In would race with its host.
    private const string Bootstrap =
        "$lines=@($input);&([scriptblock]::Create(($lines[1..($lines.Count-1)]-join[char]10)))$lines[0]";

    private static readonly TimeSpan LateOutput = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan EndingTakes = TimeSpan.FromSeconds(5);

    /// <summary>Runs a script.</summary>
    /// <param name="script">File name of the embedded script.</param>
    /// <param name="asked">What is asked; the script has it as <c>$asked</c>.</param>
    /// <param name="deadline">After this the process and all that it started are ended.</param>
    /// <param name="cancellationToken">Ends it, too.</param>
    /// <returns>What the script answered.</returns>
    /// <exception cref="PowerShellException">It did not answer.</exception>
    public async Task<JsonNode> RunAsync(string script, JsonObject asked, TimeSpan deadline, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(asked);
        var marker = $"#{Convert.ToHexString(RandomNumberGenerator.GetBytes(16))}:";
        var question = new JsonObject(asked.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))) { ["marker"] = marker };
        using var process = Start();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = time.CreateTimer(_ => Cancel(limit), null, deadline, Timeout.InfiniteTimeSpan);
        var output = new CappedText(options.OutputCap);
        var complaints = new CappedText(4096, dropsRest: true);
        try
        {
            var answered = output.ReadAsync(process.StandardOutput, limit.Token);
            var complained = complaints.ReadAsync(process.StandardError, limit.Token);
            var ended = process.WaitForExitAsync(limit.Token);
            await Task.WhenAny(WriteAsync(process, question, ScriptText.Of(script), limit.Token), ended).ConfigureAwait(false);
            await Task.WhenAny(answered, ended).ConfigureAwait(false);
            if (!output.IsOver)
            {
                await ended.ConfigureAwait(false);
                await EndedAsync(Task.WhenAll(answered, complained)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PowerShellException(PowerShellFault.TimedOut, $"{script} did not end within {deadline.TotalSeconds:0} seconds and was ended.");
        }
        finally
        {
            await EndAsync(process).ConfigureAwait(false);
            await limit.CancelAsync().ConfigureAwait(false);
        }

        if (output.IsOver)
        {
            throw new PowerShellException(PowerShellFault.TooMuchOutput, $"{script} wrote more than {options.OutputCap} characters and was ended.");
        }

        return Answer(script, marker, output.Text, process.ExitCode, complaints.Text);
    }

    /// <summary>What a process has started may hold its output open after its end; the answer is there by then.</summary>
    private static async Task EndedAsync(Task outputs)
    {
        try
        {
            await outputs.WaitAsync(LateOutput, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _ = outputs.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    private static void Cancel(CancellationTokenSource limit)
    {
        try
        {
            limit.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call has ended at the same moment.
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(options.Executable)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = Encoding.ASCII,
            StandardOutputEncoding = Encoding.ASCII,
            WorkingDirectory = Path.GetDirectoryName(options.Executable) ?? string.Empty,
        };
        foreach (var argument in (string[])["-NoProfile", "-NonInteractive", "-NoLogo", "-ExecutionPolicy", "RemoteSigned", "-Command", Bootstrap])
        {
            start.ArgumentList.Add(argument);
        }

        // Set by PowerShell 7 around us it would lead Windows PowerShell to the wrong modules, and by others to theirs.
        start.Environment.Remove("PSModulePath");
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
        }
        catch (Exception failure) when (failure is Win32Exception or InvalidOperationException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PowerShellException(PowerShellFault.NotStarted, $"{options.Executable} could not be started: {failure.Message}", inner: failure);
        }
    }

    private static async Task WriteAsync(Process process, JsonObject question, string script, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync($"{question.ToJsonString()}\n{script}".AsMemory(), cancellationToken).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read everything; what it said decides.
        }
    }

    private static async Task EndAsync(Process process)
    {
        if (process.HasExited)
        {
            return;
        }

        try
        {
            process.Kill(entireProcessTree: true);
            using var limit = new CancellationTokenSource(EndingTakes);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception or AggregateException or OperationCanceledException)
        {
            // It ended by itself meanwhile, or the system takes its time.
        }
    }

    private static JsonNode Answer(string script, string marker, string output, int exitCode, string complaints)
    {
        var line = output.Split('\n').Select(text => text.Trim()).LastOrDefault(text => text.StartsWith(marker, StringComparison.Ordinal));
        try
        {
            if (line is not null && JsonNode.Parse(Convert.FromBase64String(line[marker.Length..])) is JsonObject answer)
            {
                return answer["ok"]?.GetValue<bool>() == true && answer["value"] is { } value
                    ? value
                    : throw Failed(script, answer["error"]);
            }
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException)
        {
            throw new PowerShellException(PowerShellFault.NoAnswer, $"{script} answered with something that is no JSON.", inner: failure);
        }

        var said = Short(complaints.Length > 0 ? complaints : output);
        throw new PowerShellException(
            PowerShellFault.NoAnswer, $"{script} ended with exit code {exitCode} and without an answer{(said.Length > 0 ? $"; it said: {said}" : string.Empty)}.");
    }

    private static PowerShellException Failed(string script, JsonNode? facts)
    {
        string Fact(string name) => facts?[name]?.ToString() ?? string.Empty;
        var error = new CmdletError(Fact("id"), Fact("type"), Fact("category"), Fact("command"), Short(Fact("message"))) { Cause = Fact("cause"), Source = Fact("source") };
        return new PowerShellException(PowerShellFault.Error, facts is null ? $"{script} answered without a value." : error.ToString(), error);
    }

    private static string Short(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 500 ? line : line[..500] + "…";
    }
}
