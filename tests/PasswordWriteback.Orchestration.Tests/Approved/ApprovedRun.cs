using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Tests.Scripted;
using PasswordWriteback.Relay.Approval;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Orchestration.Tests.Approved;

/// <summary>Runs over the relay's own code in the demo forest, with a policy in mode approved; an administrator of the server comes, or does not.</summary>
internal sealed class ApprovedRun : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromHours(1);

    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("pwb-approved-");
    private readonly RelayPolicy _policy = new() { WritingMode = WritingMode.Approved, ConnectSwitch = true, CanaryUser = DemoForest.CanaryLogonName };
    private readonly SimulatedEventLog _log;
    private readonly SimulatedConnectServer _connect;
    private readonly RelayCommandExecutor _executor;
    private readonly IDirectoryConnector _administrator;
    private readonly List<ITimer> _timers = [];

    private ApprovedRun(RunWorld world)
    {
        World = world;
        Forest = DemoForest.Build(world.Time);
        _log = new SimulatedEventLog(world.Time);
        _connect = new SimulatedConnectServer(DemoForest.ConnectOptions(ScriptedTenant.Id), _log);
        _administrator = Forest.ConnectorFor(DemoForest.Administrator);
        _executor = new RelayCommandExecutor(
            new RelaySettings { StateFolder = _state.FullName, Policy = RelayPolicySource.Of(_policy) },
            Forest.ConnectorFor(DemoForest.RelayAccount),
            _connect,
            _log,
            world.Time);
        world.OnCommand = (_, attempt) => TakeAsync(attempt.Command);
        world.OnAsked = DoAsAskedAsync;
    }

    public RunWorld World { get; }

    public SimulatedForest Forest { get; }

    /// <summary>Whether the switch of Entra Connect is on.</summary>
    public bool SwitchedOn => _connect.Listens;

    /// <summary>When the administrator comes, after the relay began to wait; null: never.</summary>
    public TimeSpan? AdministratorAfter { get; set; }

    /// <summary>What the relay said while it waited.</summary>
    public List<string> Waits { get; } = [];

    public static async Task<ApprovedRun> CreateAsync() => new(await RunWorld.CreateAsync(DemoForest.RootDomain));

    /// <summary>A plan run, and an apply of its plan: approved in the cloud by naming it.</summary>
    public async Task<RunReport> ApplyPlanAsync()
    {
        var plan = await World.RunAsync(RunMode.Plan);
        return await World.RunAsync(RunMode.Apply, planOf: plan.RunId);
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        _timers.ForEach(timer => timer.Dispose());
        _state.Delete(recursive: true);
    }

    // As the service does it: a parked command is said to be waiting, and looked at again now and then.
    private async Task TakeAsync(RelayCommand command)
    {
        switch (await _executor.AdvanceAsync(command, TestContext.Current.CancellationToken))
        {
            case CommandState.Answered answered:
                await World.AnswerAsync(command, answered.Reply);
                break;
            case CommandState.Parked parked:
                Waits.Add(parked.Note);
                await World.RaiseAsync(command.RunId, RunEvents.Relay(command.CommandId), new RelaySignal(RelaySignalKind.Accepted, parked.Note));
                Every(Poll, () => AnswerWhenDone(command));
                if (AdministratorAfter is { } after)
                {
                    Every(after, () => WriteAsync(command));
                }

                break;
        }
    }

    private async Task<bool> AnswerWhenDone(RelayCommand command)
    {
        if (await _executor.AdvanceAsync(command, CancellationToken.None) is not CommandState.Answered answered)
        {
            return false;
        }

        try
        {
            await World.RaiseAsync(command.RunId, RunEvents.Relay(command.CommandId), new RelaySignal(RelaySignalKind.Completed, "completed", answered.Reply));
        }
        catch (InstanceFinishedException)
        {
            // The run was cancelled: nobody wants the answer.
        }

        return true;
    }

    private async Task<bool> WriteAsync(RelayCommand command)
    {
        var forest = (await new ForestDiscoverer(_administrator).DiscoverAsync(CancellationToken.None)).Forest;
        await using var connection = await _administrator.ConnectAsync(DemoForest.RootPdc, CancellationToken.None);
        var who = (await OwnIdentity.ReadNameAsync(connection, forest, CancellationToken.None))!.Value;
        (string, string) by = (who.Sid.ToString(), who.Name);
        if (command is RevokePermissions revoke)
        {
            var back = new LocalRevoke(_administrator, new GrantRecordStore(_state.FullName).PathOf(revoke.GrantRunId), World.Time);
            return (await back.WriteAsync(back.Find(), forest, [], by, CancellationToken.None)).Outcome == WriteOutcome.Written;
        }

        using var local = new LocalGrant(_administrator, _state.FullName, World.Time);
        var request = local.Find(((GrantPermissions)command).PlanHash)!;
        var account = (await new ConnectorAccountFinder(_administrator).FindAsync(forest, new ConnectorAccountHint(), CancellationToken.None)).Value!;
        var plan = (await local.AssessAsync(request, _policy, forest, account, CancellationToken.None)).Plan;
        Assert.Equal(request.PlanHash, plan.Hash);
        return (await local.WriteAsync(request, forest, account, [], by, CancellationToken.None)).Outcome == WriteOutcome.Written;
    }

    private void Every(TimeSpan pause, Func<Task<bool>> isDone)
    {
        ITimer? timer = null;
        timer = World.Time.CreateTimer(
            _ =>
            {
                // The simulation answers at once, and the clock moves on only when this has returned.
                if (isDone().GetAwaiter().GetResult())
                {
                    timer!.Dispose();
                }
                else
                {
                    timer!.Change(pause, Timeout.InfiniteTimeSpan);
                }
            },
            state: null,
            pause,
            Timeout.InfiniteTimeSpan);
        _timers.Add(timer);
    }

    private Task DoAsAskedAsync(RunWorld world, string runId, string waitingFor)
    {
        if (waitingFor == RunEvents.Confirmation(PersonStepNames.MinimumPasswordAge))
        {
            Forest.Modify(DemoForest.RootPdc, DemoForest.RootDn, "minPwdAge", "0");
        }
        else if (waitingFor == RunEvents.Confirmation(PersonStepNames.CanaryReset))
        {
            new SimulatedCloudReset(Forest, _connect, _log).Reset(DemoForest.CanaryPrincipalName);
        }

        Assert.NotEqual(RunEvents.Approval, waitingFor);
        return world.RaiseAsync(runId, waitingFor, new StepConfirmation("alice", "done"));
    }
}
