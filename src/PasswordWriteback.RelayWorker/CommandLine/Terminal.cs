using Spectre.Console;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>Where a command reads and writes. Redirected output is plain text without colours, boxes or line wrapping.</summary>
/// <param name="In">Standard input.</param>
/// <param name="Out">Standard output: results only.</param>
/// <param name="Error">Standard error: what went wrong.</param>
/// <param name="IsInteractive">Whether a person sits in front of it: input and output are not redirected.</param>
public sealed record Terminal(TextReader In, TextWriter Out, TextWriter Error, bool IsInteractive)
{
    private const int PlainWidth = 10_000;

    /// <summary>Standard input and output of this process.</summary>
    public static Terminal ForThisProcess() =>
        new(Console.In, Console.Out, Console.Error, !Console.IsInputRedirected && !Console.IsOutputRedirected);

    /// <summary>A console for tables and headings on standard output.</summary>
    public IAnsiConsole ToConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Out),
            Ansi = IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = IsInteractive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!IsInteractive)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }
}
