using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Tests.Scripted;
using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Samba.Tests.Lab;
using PasswordWriteback.Simulation.EntraConnect;

namespace PasswordWriteback.Samba.Tests.Runs;

/// <summary>
/// Whole runs against real forests: real LDAP, real replication, real resets by the connector account; Entra Connect is simulated,
/// the tenant scripted or, by the real Graph client, simulated. The run's clock is moved by the test, the forests live in real time.
/// </summary>
internal sealed class RunOnSamba : IAsyncDisposable
{
    private readonly SimulatedEventLog _log = new(TimeProvider.System);
    private readonly List<RelayOnSamba> _relays = [];

    private RunOnSamba(SambaLab lab, RunWorld world, string account)
    {
        World = world;
        Connect = new SimulatedConnectServer(
            new ConnectServerOptions
            {
                Forest = lab.Env.Domain,
                Account = ConnectorAccount(lab),
                Containers = [lab.Env.Object("staffOu")],
                LastUsedController = lab.Env.Dc("dc1").Host,
                TenantId = ScriptedTenant.Id,
            },
            _log);
        _relays.Add(new RelayOnSamba(lab, account, Connect, _log));
        world.OnCommand = async (_, attempt) => await world.AnswerAsync(attempt.Command, await ExecuteAsync(attempt.Command));
        world.OnAsked = DoAsAskedAsync;
    }

    public RunWorld World { get; }

    public SimulatedConnectServer Connect { get; }

    /// <summary>The tenant that is read over HTTPS; null: the scripted one.</summary>
    public TenantOnLoopback? Tenant { get; private set; }

    /// <summary>Confirmations of replication so far.</summary>
    public List<IReadOnlyList<ControllerConfirmation>> Confirmations { get; } = [];

    /// <summary>Called after each confirmation, before the run sees it.</summary>
    public Func<Task>? OnConfirmation { get; set; }

    /// <param name="lab">The forest.</param>
    /// <param name="account">The account of the lab that the relay works as.</param>
    public static async Task<RunOnSamba> CreateAsync(SambaLab lab, string account = "relay") =>
        new(lab, await RunWorld.CreateAsync(lab.Env.Domain), account);

    /// <summary>The same, with a tenant that is read over HTTPS.</summary>
    public static async Task<RunOnSamba> CreateWithTenantAsync(SambaLab lab)
    {
        var run = new RunOnSamba(lab, await RunWorld.CreateAsync(lab.Env.Domain, DateTimeOffset.UtcNow), "relay");
        run.Tenant = await TenantOnLoopback.StartAsync();
        run.World.Graph = run.Tenant.Graph;
        return run;
    }

    /// <summary>A further forest of the tenant: Entra Connect gets a connector for it now, and a relay stands in it, on another server.</summary>
    public void AddForest(SambaLab lab)
    {
        Connect.AddForest(new DirectoryConnector(
            lab.Env.Domain, ConnectorAccount(lab), [lab.Env.Object("staffOu")], [], lab.Env.Dc("dc1").Host)
        {
            AccountSid = lab.Env.Accounts["connector"].Sid,
            CreatedAt = DateTimeOffset.UtcNow,
        });
        _relays.Add(new RelayOnSamba(lab, "relay", new NoEntraConnect("This server has no Entra Connect."), _log));

        // It only lists the forest: commands go to the relay above.
        World.Further.Add(new ScriptedRelay(World.Time, lab.Env.Domain));
    }

    public Task<RunReport> CheckAsync() => World.RunAsync(RunMode.Check);

    public Task<RunReport> ApplyAsync() => World.RunAsync(RunMode.Apply);

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await (Tenant?.DisposeAsync() ?? ValueTask.CompletedTask);
        _relays.ForEach(relay => relay.Dispose());
    }

    private static string ConnectorAccount(SambaLab lab) => $@"{lab.Env.Netbios}\{lab.Env.Accounts["connector"].SamAccountName}";

    private async Task<RelayReply> ExecuteAsync(RelayCommand command)
    {
        var reply = await _relays.Single(relay => relay.Lab.Env.Domain == command.Forest).ExecuteAsync(command);
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
            // One person looks at the plans of all forests; they are asked for in this order.
            foreach (var plan in _relays.Select(relay => relay.TakePlan()).OfType<PermissionPlan>())
            {
                await world.RaiseAsync(runId, waitingFor, new PlanApproval(plan.Hash, "alice", "looked at it"));
            }

            return;
        }

        if (waitingFor == RunEvents.Confirmation(PersonStepNames.CanaryReset))
        {
            foreach (var relay in _relays)
            {
                _log.PasswordReset(31001, "Password reset request received.");
                Assert.Equal(0, await relay.ResetCanaryAsync());
                _log.PasswordReset(31002, "Password reset succeeded.");
            }
        }

        await world.RaiseAsync(runId, waitingFor, new StepConfirmation("alice", "done"));
    }
}
