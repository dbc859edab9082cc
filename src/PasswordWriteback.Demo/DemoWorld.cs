using System.Text.Json;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Graph;
using PasswordWriteback.Local;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.EventLog;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Simulation.Clock;
using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Demo;

/// <summary>Everything the demo needs, wired together: simulated tenant, simulated or real forest, relay, engine.</summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    // The demo approves plans at its own prompt.
    private static readonly RelayPolicy Unattended = new() { WritingMode = WritingMode.Unattended, ConnectSwitch = true };

    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("password-writeback-demo-");
    private readonly MemoryRunStore _store = new();
    private TenantGraphFactory? _graphs;
    private LocalEngine? _engine;
    private InProcessRelay? _relay;
    private SimulatedForest? _forest;
    private SimulatedCloudReset? _cloudReset;

    private DemoWorld(DemoOptions options) => Time = new AcceleratedTimeProvider(TimeProvider.System, options.Speed);

    /// <summary>Something a simulated person did.</summary>
    public Action<string>? Announced { get; set; }

    /// <summary>An answer of the relay.</summary>
    public Action<RelayReply>? Answered { get; set; }

    public AcceleratedTimeProvider Time { get; }

    public SimulatedTenant Tenant { get; private set; } = null!;

    /// <summary>The plan that the run showed last.</summary>
    public PermissionPlan? LastPlan { get; private set; }

    public static async Task<DemoWorld> StartAsync(DemoOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var world = new DemoWorld(options);
        try
        {
            await world.BuildAsync(options, loggers, cancellationToken).ConfigureAwait(false);
            return world;
        }
        catch
        {
            await world.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public void Announce(string what) => Announced?.Invoke(what);

    public Task RaiseAsync<T>(string runId, string eventName, T payload) => _engine!.RaiseEventAsync(runId, eventName, payload);

    /// <summary>Starts an apply and reports every status until it has ended.</summary>
    public async Task<RunReport> ApplyAsync(Func<string, RunStatus, Task> onStatus, CancellationToken cancellationToken)
    {
        var runId = $"run-{Guid.NewGuid():N}";
        await _engine!.StartAsync(
            EnableWritebackOrchestrator.Name, runId, new RunInput(Tenant.TenantId, RunMode.Apply, MinimumPasswordAgeZero: _forest is not null), cancellationToken: cancellationToken).ConfigureAwait(false);
        await foreach (var status in _engine.WatchAsync(runId, cancellationToken).ConfigureAwait(false))
        {
            if (status.CustomStatus is { } custom)
            {
                await onStatus(runId, custom).ConfigureAwait(false);
            }

            if (status.IsFinished)
            {
                return status.ReadOutput(OrchestrationJson.Default.RunReport)!;
            }
        }

        throw new InvalidOperationException($"The engine stopped before {runId} ended.");
    }

    /// <summary>Resets the canary's password in the cloud, which writes it back to the simulated forest.</summary>
    public async Task ResetCanaryAsync(CancellationToken cancellationToken)
    {
        await Tenant.Administrator.LetUserResetPasswordAsync(
            TenantProfiles.Canary,
            (user, _) => Task.FromResult(_cloudReset?.Reset(user).WrittenBack ?? false),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets the minimum password age of the simulated root domain to 0, as the PDC emulator does when the Group Policy says so.</summary>
    public void SetMinimumPasswordAgeToZero() =>
        _forest?.Modify(DemoForest.RootPdc, DemoForest.RootDn, "minPwdAge", "0");

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync().ConfigureAwait(false);
        }

        if (_relay is not null)
        {
            await _relay.DisposeAsync().ConfigureAwait(false);
        }

        if (Tenant is not null)
        {
            await Tenant.DisposeAsync().ConfigureAwait(false);
        }

        _graphs?.Dispose();
        _state.Delete(recursive: true);
    }

    private async Task BuildAsync(DemoOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        _forest = options.IsRealForest ? null : DemoForest.Build(Time);
        var accounts = _forest is null ? null : await Synchronization.ReadAsync(_forest, cancellationToken).ConfigureAwait(false);
        Tenant = await SimulatedTenant.StartAsync(
            TenantProfiles.Create(TenantProfiles.E3Hybrid, Time.GetUtcNow(), accounts), Time, cancellationToken).ConfigureAwait(false);
        _graphs = new TenantGraphFactory(Tenant.CreateHandler(), TimeProvider.System, loggers) { ReportClock = Time };
        var graph = _graphs.Create(
            Tenant.TenantId,
            new GraphCloud("simulated", Tenant.BaseAddress, Tenant.BaseAddress, IsWellKnown: false),
            new ClientSecretTenantCredential(Tenant.ClientId, Tenant.ClientSecret));

        var (forest, executor) = _forest is null
            ? await RealAsync(options, cancellationToken).ConfigureAwait(false)
            : Simulated(_forest);
        var tenant = new DemoTenant(graph, forest);
        _relay = new InProcessRelay(executor, RaiseAsync, reply =>
        {
            LastPlan = reply is Assessed { Plan.Targets.Count: > 0 } assessed ? assessed.Plan : LastPlan;
            Answered?.Invoke(reply);
        });
        _engine = await new LocalEngineBuilder(new LocalEngineOptions
        {
            Json = new JsonSerializerOptions(OrchestrationJson.Default.Options),
            Clock = Time,
            LoggerFactory = loggers,
        })
            .AddEnableWriteback(tenant, tenant, _relay, _store, _store)
            .StartAsync(cancellationToken).ConfigureAwait(false);
    }

    private (string Forest, RelayCommandExecutor Executor) Simulated(SimulatedForest forest)
    {
        var log = new SimulatedEventLog(Time);
        var server = new SimulatedConnectServer(DemoForest.ConnectOptions(Tenant.TenantId), log);
        _cloudReset = new SimulatedCloudReset(forest, server, log);
        var settings = new RelaySettings { StateFolder = _state.FullName, Policy = RelayPolicySource.Of(Unattended with { CanaryUser = DemoForest.CanaryLogonName }) };
        return (forest.RootDnsName, new RelayCommandExecutor(settings, forest.ConnectorFor(DemoForest.RelayAccount), server, log, Time));
    }

    private async Task<(string Forest, RelayCommandExecutor Executor)> RealAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        var connector = RealForest.Connector(options);
        var connect = await RealForest.DescribeAsync(connector, options, Tenant.TenantId, cancellationToken).ConfigureAwait(false);
        var server = new SimulatedConnectServer(connect, new SimulatedEventLog(Time));
        var settings = new RelaySettings
        {
            StateFolder = _state.FullName,
            ConnectorAccount = options.Account,
            Policy = RelayPolicySource.Of(Unattended with { Scopes = options.Scopes, DomainWide = options.DomainWide }),
        };
        return (connect.Forest, new RelayCommandExecutor(settings, connector, server, new NoEventLog("The demo shows the log of one Connect server."), Time));
    }
}
