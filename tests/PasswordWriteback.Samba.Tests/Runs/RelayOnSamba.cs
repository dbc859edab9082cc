using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Samba.Tests.Lab;
using PasswordWriteback.Simulation.EntraConnect;

namespace PasswordWriteback.Samba.Tests.Runs;

/// <summary>The relay of one real forest, with a state folder of its own; the Entra Connect server beside it and its log are given.</summary>
internal sealed class RelayOnSamba : IDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("pwb-run-");
    private readonly RelayCommandExecutor _executor;
    private readonly string _canary;
    private PermissionPlan? _plan;

    public RelayOnSamba(SambaLab lab, string account, IEntraConnectServer connect, SimulatedEventLog log)
    {
        Lab = lab;
        _canary = lab.Env.Object("staffUser");
        _executor = new RelayCommandExecutor(
            new RelaySettings
            {
                StateFolder = _state.FullName,
                Policy = RelayPolicySource.Of(new RelayPolicy
                {
                    WritingMode = WritingMode.Unattended,
                    ConnectSwitch = true,
                    Scopes = [lab.Env.Object("staffOu")],
                    DomainWide = true,
                    RequiredControllers = [lab.Env.Dc("dc2").Host],
                    CanaryUser = _canary.Split(',')[0][3..].ToLowerInvariant().Replace(' ', '.'),
                }),
            },
            lab.Connector(account),
            connect,
            log,
            TimeProvider.System);
    }

    /// <summary>The forest.</summary>
    public SambaLab Lab { get; }

    public async Task<RelayReply> ExecuteAsync(RelayCommand command)
    {
        var reply = await _executor.ExecuteAsync(command, TestContext.Current.CancellationToken);
        _plan = reply is Assessed { Plan.Targets.Count: > 0 } assessed ? assessed.Plan : _plan;
        return reply;
    }

    /// <summary>Takes the newest plan that has something to write, for a person to approve it; null when there is none or it was taken.</summary>
    public PermissionPlan? TakePlan()
    {
        var plan = _plan;
        _plan = null;
        return plan;
    }

    /// <summary>The connector account resets the canary's password, on the first domain controller.</summary>
    public Task<int> ResetCanaryAsync() => Lab.ConnectorResetAsync("dc1", _canary);

    public void Dispose() => _state.Delete(recursive: true);
}
