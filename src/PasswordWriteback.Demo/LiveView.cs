using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Runtime;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace PasswordWriteback.Demo;

/// <summary>What the terminal shows while the run goes on: the steps, and each domain controller while replication is confirmed.</summary>
internal sealed class LiveView(TimeProvider simulated)
{
    private static readonly string[] Steps =
    [
        RunSteps.Tenant,
        RunSteps.Licences,
        RunSteps.Discovery,
        RunSteps.Assessment,
        RunSteps.Approval,
        RunSteps.Grant,
        RunSteps.Replication,
        RunSteps.PasswordAge,
        RunSteps.Connect,
        RunSteps.SelfServiceReset,
        RunSteps.Portal,
        RunSteps.Evidence,
        RunSteps.Report,
    ];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Note, DateTimeOffset At)> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _people = [];
    private readonly DateTimeOffset _startedAt = simulated.GetUtcNow();
    private IReadOnlyList<ControllerConfirmation> _controllers = [];
    private RunStatus? _status;

    /// <summary>Takes a new status of the run.</summary>
    public void Update(RunStatus status)
    {
        lock (_gate)
        {
            _status = status;
            if (!_seen.TryGetValue(status.Step, out var entry) || status.Note.Length > 0)
            {
                _seen[status.Step] = (status.Note.Length > 0 ? status.Note : entry.Note ?? string.Empty, simulated.GetUtcNow());
            }
        }
    }

    /// <summary>Takes an answer of the relay.</summary>
    public void Update(RelayReply reply)
    {
        if (reply is ReplicationChecked confirmation)
        {
            lock (_gate)
            {
                _controllers = confirmation.Controllers;
            }
        }
    }

    /// <summary>Takes something that the simulated person did.</summary>
    public void Update(string person)
    {
        lock (_gate)
        {
            _people.Add(person);
        }
    }

    /// <summary>Draws the present state.</summary>
    public IRenderable Render()
    {
        lock (_gate)
        {
            var parts = new List<IRenderable> { StepTable() };
            if (_controllers.Count > 0)
            {
                parts.Add(ControllerTable(_controllers));
            }

            parts.AddRange(_people.Select(line => new Markup($"[fuchsia]simulated person[/]  {Markup.Escape(line)}")));
            return new Rows(parts);
        }
    }

    /// <summary>Domain controllers as a table.</summary>
    public static Table ControllerTable(IEnumerable<ControllerConfirmation> controllers)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("Domain controller", "Site", "Required because", "State", "What was found");
        foreach (var controller in controllers)
        {
            table.AddRow(
                Markup.Escape(controller.HostName),
                Markup.Escape(controller.Site),
                controller.Required ? Markup.Escape(controller.RequiredBecause) : "[grey]not required[/]",
                $"[{Colour(controller.State)}]{controller.State}[/]",
                Markup.Escape(controller.Reason));
        }

        return table;
    }

    private static string Colour(ConfirmationState state) => state switch
    {
        ConfirmationState.Confirmed => "green",
        ConfirmationState.Exempt => "grey",
        ConfirmationState.Unreachable or ConfirmationState.Abandoned => "red",
        _ => "yellow",
    };

    private Grid StepTable()
    {
        var grid = new Grid().AddColumns(4);
        var current = _status?.Step;
        foreach (var step in Steps)
        {
            var known = _seen.TryGetValue(step, out var entry);
            var mark = step == current && current != RunSteps.Report ? "[yellow]>[/]" : known ? "[green]ok[/]" : "[grey]..[/]";
            var counters = step == RunSteps.Replication && step == current && _status!.ControllersRequired > 0
                ? $"[yellow]{_status.ControllersConfirmed}/{_status.ControllersRequired}[/] "
                : string.Empty;
            grid.AddRow(
                mark,
                known ? Markup.Escape(step) : $"[grey]{Markup.Escape(step)}[/]",
                known ? $"[grey]+{entry.At - _startedAt:hh\\:mm\\:ss}[/]" : string.Empty,
                counters + Markup.Escape(known ? entry.Note : string.Empty));
        }

        return grid;
    }
}
