using System.Text.Json;
using PasswordWriteback.Core;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Local.Engine.History;
using PasswordWriteback.Local.Engine.Journal;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Orchestration.Tests.Scripted;

/// <summary>Runs EnableWriteback on the embedded engine over a scripted tenant, relay and person, on a clock that only this class moves.</summary>
internal sealed class RunWorld : IAsyncDisposable
{
    private readonly Dictionary<string, RunReport> _reports = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Attestation> _attestations = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private LocalEngine _engine = null!;

    private RunWorld(DateTimeOffset? start)
    {
        Time = new ManualClock(start);
        Tenant = new ScriptedTenant(Time);
        Relay = new ScriptedRelay(Time);
        OnAsked = DoAsAsked;
    }

    public ManualClock Time { get; }

    /// <summary>DNS name of the tenant's forest.</summary>
    public string Forest { get; init; } = ScriptedRelay.Forest;

    public ScriptedTenant Tenant { get; }

    /// <summary>What reads the tenant instead of the script; null: the script.</summary>
    public ITenantGraph? Graph { get; set; }

    public ScriptedRelay Relay { get; }

    /// <summary>Relays of further forests of the tenant.</summary>
    public List<ScriptedRelay> Further { get; } = [];

    /// <summary>What the relay does with a command; by default it accepts it and answers.</summary>
    public Func<RunWorld, RelayCommandAttempt, Task>? OnCommand { get; set; }

    /// <summary>What the person does when a run waits for an event; by default what it asks for.</summary>
    public Func<RunWorld, string, string, Task> OnAsked { get; set; }

    public IReadOnlyDictionary<string, Attestation> Attestations => _attestations;

    public List<RelayCommandAttempt> Sent { get; } = [];

    /// <param name="forest">DNS name of the tenant's forest.</param>
    /// <param name="start">When the clock starts; null: on a day of its own.</param>
    /// <param name="version">Version that runs begin with.</param>
    public static async Task<RunWorld> CreateAsync(
        string forest = ScriptedRelay.Forest, DateTimeOffset? start = null, string version = EnableWritebackOrchestrator.Version)
    {
        var world = new RunWorld(start) { Forest = forest };
        var options = new LocalEngineOptions { Json = new JsonSerializerOptions(OrchestrationJson.Default.Options), Clock = world.Time };
        world._engine = await new LocalEngineBuilder(options)
            .AddOrchestrator(EnableWritebackOrchestrator.Name, version, () => new EnableWritebackOrchestrator())
            .AddActivity(RunActivities.ReadTenant, (_, cancel) => world.Graph?.ReadTenantAsync(cancel) ?? Task.FromResult(world.Tenant.Tenant()))
            .AddActivity(RunActivities.ReadLicences, (_, cancel) => world.Graph?.ReadLicencesAsync(cancel) ?? Task.FromResult(ScriptedTenant.Licences()))
            .AddActivity(RunActivities.ReadSelfServiceReset, (_, cancel) => world.Graph?.ReadSelfServiceResetAsync(cancel) ?? Task.FromResult(world.Tenant.SelfServiceReset()))
            .AddActivity(RunActivities.SetSurface, world.SetSurfaceAsync)
            .AddActivity(RunActivities.ListForests, (_, _) => Task.FromResult<IReadOnlyList<ForestRecord>>([new(world.Forest), .. world.Further.Select(relay => new ForestRecord(relay.Name))]))
            .AddActivity(RunActivities.SendRelayCommand, world.SendAsync)
            .AddActivity(RunActivities.LoadReport, (run, _) => Task.FromResult(world._reports.GetValueOrDefault(run.RunId)))
            .AddActivity(RunActivities.SaveReport, (report, _) => Task.FromResult(world._reports.TryAdd(report.RunId, report)))
            .AddActivity(RunActivities.LoadAttestations, (_, _) => Task.FromResult<IReadOnlyList<Attestation>>([.. world._attestations.Values]))
            .AddActivity(RunActivities.SaveAttestation, world.SaveAttestationAsync)
            .StartAsync();
        return world;
    }

    /// <summary>Runs to the end, moving the clock from timer to timer.</summary>
    public async Task<RunReport> RunAsync(RunMode mode, string? planOf = null, string? rollbackOf = null, bool minimumAgeZero = false, bool? administratorsMayReset = null, bool writebackFlag = false)
    {
        var runId = $"run-{_reports.Count + 1}";
        await _engine.StartAsync(
            EnableWritebackOrchestrator.Name, runId, new RunInput(ScriptedTenant.Id, mode, planOf, rollbackOf, minimumAgeZero, administratorsMayReset, writebackFlag));
        for (var turn = 0; turn < 50_000; turn++)
        {
            await _engine.WhenIdleAsync();
            var status = await _engine.GetAsync(runId) ?? throw new InvalidOperationException("The run is gone.");
            if (status.IsFinished)
            {
                return status.ReadOutput(OrchestrationJson.Default.RunReport)!;
            }

            if (status.CustomStatus?.WaitingFor is { } waitingFor && _asked.Add($"{runId}/{waitingFor}/{status.CustomStatus.Deadline}"))
            {
                await OnAsked(this, runId, waitingFor);
                continue;
            }

            if (!Time.FireNext())
            {
                throw new InvalidOperationException($"The run hangs in step {status.CustomStatus?.Step}: no timer is set.");
            }
        }

        throw new InvalidOperationException("The run does not end.");
    }

    /// <summary>The history of a run, as its journal holds it.</summary>
    public Task<IReadOnlyList<HistoryEvent>> HistoryAsync(string runId) =>
        _engine.Journal.QueryAsync(connection => InstanceQueries.History(connection, runId));

    public Task RaiseAsync<T>(string runId, string eventName, T payload) => _engine.RaiseEventAsync(runId, eventName, payload);

    /// <summary>Accepts a command and answers it from the script.</summary>
    public Task AnswerAsync(RelayCommand command) => AnswerAsync(command, RelayOf(command).Answer(command));

    /// <summary>The relay of the forest that a command names.</summary>
    public ScriptedRelay RelayOf(RelayCommand command) => Further.Find(relay => relay.Name == command.Forest) ?? Relay;

    /// <summary>Accepts a command and answers it.</summary>
    public async Task AnswerAsync(RelayCommand command, RelayReply reply)
    {
        var name = RunEvents.Relay(command.CommandId);
        await RaiseAsync(command.RunId, name, new RelaySignal(RelaySignalKind.Accepted, "accepted"));
        await RaiseAsync(command.RunId, name, new RelaySignal(RelaySignalKind.Completed, "completed", reply));
    }

    /// <summary>What a willing administrator does.</summary>
    public static Task DoAsAsked(RunWorld world, string runId, string waitingFor)
    {
        if (waitingFor == RunEvents.Approval)
        {
            return world.RaiseAsync(runId, waitingFor, new PlanApproval(ScriptedRelay.PlanHash, "alice", "looked at it"));
        }

        if (waitingFor == RunEvents.Confirmation(PersonStepNames.MinimumPasswordAge))
        {
            world.Relay.MinimumAge = TimeSpan.Zero;
        }

        foreach (var relay in world.Further.Append(world.Relay))
        {
            relay.ResetArrived |= waitingFor == RunEvents.Confirmation(PersonStepNames.CanaryReset);
        }

        return world.RaiseAsync(runId, waitingFor, new StepConfirmation("alice", "done"));
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private async Task<bool> SendAsync(RelayCommandAttempt attempt, CancellationToken cancellationToken)
    {
        Sent.Add(attempt);
        await (OnCommand is null ? AnswerAsync(attempt.Command) : OnCommand(this, attempt));
        return true;
    }

    private Task<Reading<bool>> SetSurfaceAsync(SurfaceSetting setting, CancellationToken cancellationToken)
    {
        if (setting.Surface != SettableSurface.AdministratorsMayReset)
        {
            return Task.FromResult(Reading.Unknown<bool>("delegated only"));
        }

        Tenant.AdministratorsMayReset = setting.On;
        return Task.FromResult(Reading.Known(setting.On));
    }

    private Task<bool> SaveAttestationAsync(TenantAttestation attestation, CancellationToken cancellationToken)
    {
        _attestations[attestation.Attestation.FindingCode] = attestation.Attestation;
        return Task.FromResult(true);
    }
}
