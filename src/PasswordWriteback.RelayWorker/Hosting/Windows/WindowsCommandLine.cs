using System.Text;

namespace PasswordWriteback.RelayWorker.Hosting.Windows;

/// <summary>A command line as CommandLineToArgvW reads it. Every part is quoted: an image path with a space and without quotes runs what lies at its first half.</summary>
internal static class WindowsCommandLine
{
    /// <summary>Quotes a program and its arguments.</summary>
    /// <exception cref="ArgumentException">The program's path holds a quote, which no path on Windows may.</exception>
    public static string Of(string executable, IEnumerable<string> arguments)
    {
        if (executable.Contains('"', StringComparison.Ordinal))
        {
            throw new ArgumentException($"{executable} is no path: it holds a quotation mark.", nameof(executable));
        }

        var line = new StringBuilder().Append('"').Append(executable).Append('"');
        foreach (var argument in arguments)
        {
            Quote(line.Append(' '), argument);
        }

        return line.ToString();
    }

    // Backslashes count only before a quotation mark: there, and at the end, they are doubled.
    private static void Quote(StringBuilder line, string argument)
    {
        line.Append('"');
        var backslashes = 0;
        foreach (var character in argument)
        {
            if (character == '\\')
            {
                backslashes++;
                continue;
            }

            line.Append('\\', character == '"' ? (backslashes * 2) + 1 : backslashes).Append(character);
            backslashes = 0;
        }

        line.Append('\\', backslashes * 2).Append('"');
    }
}
