using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>What a run has found, changed and noted so far, and its ways to wait. Lives in the orchestrator's memory only.</summary>
internal sealed class Run
{
    private readonly Dictionary<(string Code, string Subject), Finding> _findings = [];
    private readonly List<Change> _changes = [];
    private readonly List<TimelineEntry> _timeline = [];
    private readonly Dictionary<string, ForestReport> _forests = new(StringComparer.OrdinalIgnoreCase);
    private readonly Task<CancelRequest> _cancel;
    private readonly Dictionary<string, ControllerRelease> _released = new(StringComparer.OrdinalIgnoreCase);
    // A note of the timeline is shown in short.
    private const int LongestNote = 300;
    private const string Product = "Password Writeback";

    private GraphCost? _cost;
    private RunStatus _status = new(RunSteps.Begin, string.Empty);

    public Run(IOrchestrationContext context, RunInput input)
    {
        Context = context;
        Input = input;
        StartedAt = context.CurrentTime;
        _cancel = context.WaitForExternalEventAsync<CancelRequest>(RunEvents.Cancel);
    }

    public IOrchestrationContext Context { get; }

    public RunInput Input { get; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>Whether the run began with the first version, and so makes the calls and timers of that one.</summary>
    public bool IsOfFirstVersion => Context.Version == EnableWritebackOrchestrator.FirstVersion;

    public IReadOnlyCollection<Finding> Findings => _findings.Values;

    public IReadOnlyList<Change> Changes => _changes;

    /// <summary>Begins a step: shown to people, and a safe place to end when a person asked for it.</summary>
    public void Enter(string step, string note = "")
    {
        ThrowIfCancelled();
        Show(new RunStatus(step, note));
    }

    /// <summary>Shows where the run stands. What has to be said may be longer than engines take: one step for each of many domains.</summary>
    public void Show(RunStatus status)
    {
        _status = RunStatus.Cut(status);
        Context.SetCustomStatus(_status);
    }

    /// <summary>Puts a line into the timeline under the current step, and shows it.</summary>
    public void Note(string note)
    {
        _timeline.Add(new TimelineEntry(Context.CurrentTime, _status.Step, note));
        Show(_status with { Note = note.Length <= LongestNote ? note : note[..LongestNote] + "…", WaitingFor = null, Deadline = null, PlanHash = null });
        Context.Log(OrchestrationLogLevel.Information, $"{_status.Step}: {note}");
    }

    /// <summary>Records findings; a later one of the same code and subject replaces the earlier.</summary>
    public void Record(params IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            _findings[(finding.Code, finding.Subject)] = finding;
        }
    }

    /// <summary>Adds what a reading of the tenant cost; null: it was not counted.</summary>
    public void Spend(GraphCost? cost) => _cost = _cost is null ? cost : _cost + cost;

    public void Record(Change change) => _changes.Add(change);

    /// <summary>The domain controllers that a person has released.</summary>
    public IReadOnlyDictionary<string, ControllerRelease> Released => _released;

    /// <summary>Goes on without a domain controller while it does not answer. Saying so again changes nothing.</summary>
    public void Release(string forest, ControllerRelease release)
    {
        if (_released.TryAdd(release.Controller, release))
        {
            Record(new Change(Context.CurrentTime, ChangeKind.PersonStep, forest, release.Controller, "waited for", "released while it does not answer", release.By));
            Note($"{release.By} released {release.Controller}: {release.Note}");
        }
    }

    /// <summary>Records what was written to the directory of a forest: by the relay, or by the administrator that it names.</summary>
    public void Record(string forest, IEnumerable<DirectoryWrite> writes, string? by = null) => _changes.AddRange(writes.Select(write => new Change(
        write.At,
        ChangeKind.Permissions,
        forest,
        write.Dn,
        string.Join(' ', write.RemovedAces),
        string.Join(' ', write.AddedAces),
        $"{by ?? Product}, on {write.Server}")));

    /// <summary>
    /// Records a turn of the switch. One that somebody else had turned already is no change of this run: its rollback would
    /// turn it back.
    /// </summary>
    public void Record(string forest, ConnectSwitchResult result)
    {
        if (result.Before.WritebackEnabled != result.After.WritebackEnabled)
        {
            Record(new Change(
                Context.CurrentTime,
                ChangeKind.ConnectSwitch,
                forest,
                SwitchOf(result.After),
                OnOff(result.Before),
                OnOff(result.After),
                Product));
        }
    }

    /// <summary>The switch of a server, as a change names it.</summary>
    public static string SwitchOf(ConnectReading server) => $"Password writeback on {server.ServerName}";

    /// <summary>The switch's position in words.</summary>
    public static string OnOff(ConnectReading server) => server.WritebackEnabled ? "on" : "off";

    /// <summary>The forest's part of the report; replaced as the run learns more.</summary>
    public ForestReport Forest(string forest) =>
        _forests.GetValueOrDefault(forest) ?? new ForestReport(forest, null, null, null, [], []);

    /// <summary>The forests with a write whose end the run never heard of.</summary>
    public IReadOnlyList<string> Unanswered => [.. _forests.Values.Where(forest => forest.Unanswered is not null).Select(forest => forest.Forest)];

    public void Record(ForestReport forest) => _forests[forest.Forest] = forest;

    /// <summary>The blocking findings of the tenant or of one forest that are not met: while there are any, nothing is written.</summary>
    public IReadOnlyList<Finding> Blocking(string forest) =>
    [
        .. _findings.Values.Where(finding =>
            FindingCatalogue.Get(finding.Code).Weight == FindingWeight.Blocking
            && finding.Status is not (FindingStatus.Met or FindingStatus.NotApplicable)
            && (finding.Subject.Length == 0 || SubjectIsOf(finding.Subject, forest))),
    ];

    /// <summary>Waits for an event until a deadline; null when it did not come. Ends the run when a person asks for it.</summary>
    public async Task<T?> WaitAsync<T>(string eventName, DateTimeOffset deadline, bool cancellable = true)
        where T : class
    {
        using var giveUp = new CancellationTokenSource();
        var wait = Context.WaitForExternalEventAsync<T>(eventName, giveUp.Token);
        await FirstOf(wait, deadline, cancellable, giveUp);
        return wait.IsCompletedSuccessfully ? await wait : null;
    }

    /// <summary>Pauses. Ends the run when a person asks for it.</summary>
    public async Task PauseAsync(TimeSpan pause)
    {
        using var giveUp = new CancellationTokenSource();
        var timer = Context.CreateTimerAsync(Context.CurrentTime + pause, giveUp.Token);
        await Task.WhenAny(timer, _cancel);
        if (!timer.IsCompleted)
        {
            giveUp.Cancel();
        }

        ThrowIfCancelled();
    }

    public RunReport Report()
    {
        var order = FindingCatalogue.All.Select((definition, index) => (definition.Code, index))
            .ToDictionary(entry => entry.Code, entry => entry.index, StringComparer.Ordinal);
        var findings = _findings.Values
            .OrderBy(finding => order[finding.Code])
            .ThenBy(finding => finding.Subject, StringComparer.Ordinal)
            .ToList();
        return new RunReport(
            Input.TenantId,
            Context.InstanceId,
            Input.Mode,
            VerdictRule.Judge(findings),
            findings,
            _changes,
            _timeline,
            [.. _forests.Values.OrderBy(forest => forest.Forest, StringComparer.Ordinal)],
            _cost);
    }

    private static bool SubjectIsOf(string subject, string forest) =>
        subject.Equals(forest, StringComparison.OrdinalIgnoreCase)
        || subject.EndsWith("." + forest, StringComparison.OrdinalIgnoreCase)
        || subject.EndsWith("DC=" + forest.Replace(".", ",DC=", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private async Task FirstOf(Task wait, DateTimeOffset deadline, bool cancellable, CancellationTokenSource giveUp)
    {
        var timer = Context.CreateTimerAsync(deadline, giveUp.Token);
        await (cancellable ? Task.WhenAny(wait, timer, _cancel) : Task.WhenAny(wait, timer));
        giveUp.Cancel();
        if (cancellable && !wait.IsCompletedSuccessfully)
        {
            ThrowIfCancelled();
        }
    }

    private void ThrowIfCancelled()
    {
        if (_cancel.IsCompletedSuccessfully)
        {
            throw new RunCancelledException(_cancel.Result);
        }
    }
}

/// <summary>A person asked the run to end. Caught by the orchestrator, which reports what was done and how to undo it.</summary>
internal sealed class RunCancelledException(CancelRequest request) : Exception
{
    public CancelRequest Request { get; } = request;
}
