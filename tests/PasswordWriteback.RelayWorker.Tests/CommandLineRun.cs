using PasswordWriteback.RelayWorker.CommandLine;

namespace PasswordWriteback.RelayWorker.Tests;

/// <summary>One run of the command line within the test process.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CommandLineRun(int ExitCode, string Output, string Error)
{
    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<CommandLineRun> OfAsync(params string[] args) => WithInputAsync("", args);

    public static async Task<CommandLineRun> WithInputAsync(string input, params string[] args)
    {
        using var reader = new StringReader(input);
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await RelayCommandLine.RunAsync(
            args, new Terminal(reader, output, error, IsInteractive: false), TestContext.Current.CancellationToken);
        return new CommandLineRun(exitCode, output.ToString(), error.ToString());
    }
}
