using PasswordWriteback.RelayWorker.CommandLine;
using Spectre.Console;

namespace PasswordWriteback.RelayWorker.Output;

/// <summary>Headings and tables, the same in every command: lines on a terminal, aligned columns where the output is redirected.</summary>
internal sealed class Tables(Terminal terminal)
{
    private readonly IAnsiConsole _console = terminal.ToConsole();

    public void Heading(string text)
    {
        _console.WriteLine();
        _console.MarkupLineInterpolated($"[bold]{text}[/]");
    }

    public void Line(string text) => _console.MarkupLineInterpolated($"{text}");

    public void Good(string text) => _console.MarkupLineInterpolated($"[green]{text}[/]");

    public void Bad(string text) => _console.MarkupLineInterpolated($"[red]{text}[/]");

    public void Warn(string text) => _console.MarkupLineInterpolated($"[yellow]{text}[/]");

    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = terminal.IsInteractive ? TableBorder.Minimal : TableBorder.None, ShowHeaders = true };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)) { NoWrap = !terminal.IsInteractive, Padding = new Padding(1, 0, 2, 0) });
        }

        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(cell => new Markup(Markup.Escape(cell)))]);
        }

        _console.Write(table);
    }
}
