using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Tests.Scripted;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Samba.Tests.Lab;
using PasswordWriteback.Simulation.EntraConnect;

namespace PasswordWriteback.Samba.Tests.Runs;

/// <summary>
/// A whole apply against the real forest: real LDAP, real replication, real resets by the connector account; tenant and
/// Entra Connect are scripted. The run's clock is moved by the test, the forest lives in real time.
/// </summary>
internal sealed class RunOnSamba : IAsyncDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("pwb-run-");
    private readonly SambaLab _lab;
    private readonly SimulatedEventLog _log = new(TimeProvider.System);
    private readonly RelayCommandExecutor _executor;
    private readonly string _canary;
    private PermissionPlan? _plan;

    private RunOnSamba(SambaLab lab, RunWorld world, string account)
    {
        _lab = lab;
        World = world;
        _canary = lab.Env.Object("staffUser");
        var staff = lab.Env.Object("staffOu");
        Connect = new SimulatedConnectServer(
            new ConnectServerOptions
            {
                Forest = lab.Env.Domain,
                Account = $@"{lab.Env.Netbios}\{lab.Env.Accounts["connector"].SamAccountName}",
                Containers = [staff],
                LastUsedController = lab.Env.Dc("dc1").Host,
                TenantId = ScriptedTenant.Id,
            },
            _log);
        _executor = new RelayCommandExecutor(
            new RelaySettings
            {
                StateFolder = _state.FullName,
                Policy = RelayPolicySource.Of(new RelayPolicy
                {
                    WritingMode = WritingMode.Unattended,
                    ConnectSwitch = true,
                    Scopes = [staff],
                    DomainWide = true,
                    RequiredControllers = [lab.Env.Dc("dc2").Host],
                    CanaryUser = _canary.Split(',')[0][3..].ToLowerInvariant().Replace(' ', '.'),
                }),
            },
            lab.Connector(account),
            Connect,
            _log,
            TimeProvider.System);
        world.OnCommand = async (_, attempt) => await world.AnswerAsync(attempt.Command, await ExecuteAsync(attempt.Command));
        world.OnAsked = DoAsAskedAsync;
    }

    public RunWorld World { get; }

    public SimulatedConnectServer Connect { get; }

    /// <summary>Confirmations of replication so far.</summary>
    public List<IReadOnlyList<ControllerConfirmation>> Confirmations { get; } = [];

    /// <summary>Called after each confirmation, before the run sees it.</summary>
    public Func<Task>? OnConfirmation { get; set; }

    /// <param name="lab">The forest.</param>
    /// <param name="account">The account of the lab that the relay works as.</param>
    public static async Task<RunOnSamba> CreateAsync(SambaLab lab, string account = "relay") =>
        new(lab, await RunWorld.CreateAsync(lab.Env.Domain), account);

    public Task<RunReport> CheckAsync() => World.RunAsync(RunMode.Check);

    public Task<RunReport> ApplyAsync() => World.RunAsync(RunMode.Apply);

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        _state.Delete(recursive: true);
    }

    private async Task<RelayReply> ExecuteAsync(RelayCommand command)
    {
        var reply = await _executor.ExecuteAsync(command, TestContext.Current.CancellationToken);
        _plan = reply is Assessed { Plan.Targets.Count: > 0 } assessed ? assessed.Plan : _plan;
        if (reply is ReplicationChecked confirmation)
        {
            Confirmations.Add(confirmation.Controllers);
            await (OnConfirmation?.Invoke() ?? Task.CompletedTask);
        }

        return reply;
    }

    private async Task DoAsAskedAsync(RunWorld world, string runId, string waitingFor)
    {
        if (waitingFor == RunEvents.Approval)
        {
            await world.RaiseAsync(runId, waitingFor, new PlanApproval(_plan!.Hash, "alice", "looked at it"));
            return;
        }

        if (waitingFor == RunEvents.Confirmation(PersonStepNames.CanaryReset))
        {
            _log.PasswordReset(31001, "Password reset request received.");
            Assert.Equal(0, await _lab.ConnectorResetAsync("dc1", _canary));
            _log.PasswordReset(31002, "Password reset succeeded.");
        }

        await world.RaiseAsync(runId, waitingFor, new StepConfirmation("alice", "done"));
    }
}
