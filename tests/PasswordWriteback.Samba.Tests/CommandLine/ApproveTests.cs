using System.Text.Json;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Samba.Tests.Lab;
using PasswordWriteback.Simulation.EntraConnect;

namespace PasswordWriteback.Samba.Tests.CommandLine;

/// <summary>Writing mode approved on the real forest: the service waits, and an administrator writes by a command line of their own.</summary>
[Collection(Forests.OfProcesses)]
public sealed class ApproveTests(FreshForest fresh) : SambaTest(fresh)
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("pwb-approve-");
    private RelayCommandExecutor _service = null!;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private string Staff => Lab.Env.Object("staffOu");

    private string Policy => Path.Combine(_state.FullName, RelayPolicyFile.Name);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await BeginAfreshAsync();
        await File.WriteAllTextAsync(
            Policy, JsonSerializer.Serialize(new { version = 1, writingMode = "approved", scopes = new[] { Staff }, domainWide = true }), Now);
        var log = new SimulatedEventLog(TimeProvider.System);
        var connect = new SimulatedConnectServer(
            new ConnectServerOptions
            {
                Forest = Lab.Env.Domain,
                Account = $@"{Lab.Env.Netbios}\{Lab.Env.Accounts["connector"].SamAccountName}",
                Containers = [Staff],
                LastUsedController = Lab.Env.Dc("dc1").Host,
                TenantId = Guid.Empty,
            },
            log);
        _service = new RelayCommandExecutor(
            new RelaySettings { StateFolder = _state.FullName, Policy = RelayPolicySource.File(Policy) },
            Lab.Connector("delegate"),
            connect,
            log,
            TimeProvider.System);
    }

    public override async ValueTask DisposeAsync()
    {
        _state.Delete(recursive: true);
        await base.DisposeAsync();
    }

    [Fact]
    public async Task AParkedGrant_IsWrittenByTheAdministrator_AndNamesThem_AndSoIsItsRollback()
    {
        var before = await Lab.DescriptorAsync("dc1", Staff);
        var plan = (await AskAsync<Assessed>(new AssessPermissions(Guid.NewGuid(), Guid.Empty, "run-1", Lab.Env.Domain))).Plan;
        var grant = new GrantPermissions(Guid.NewGuid(), Guid.Empty, "run-1", Lab.Env.Domain, plan.Hash);
        Assert.IsType<CommandState.Parked>(await _service.AdvanceAsync(grant, Now));

        var own = await ApplyAsync(plan.Hash, "delegate");
        Assert.Equal(3, own.ExitCode);
        Assert.Contains("may not approve for itself", own.Output, StringComparison.Ordinal);
        Assert.Equal(before.Base64, (await Lab.DescriptorAsync("dc1", Staff)).Base64);

        var apply = await ApplyAsync(plan.Hash, "relay");
        Assert.True(apply.ExitCode == 0, apply.Error + apply.Output);
        Assert.Contains("Run run-1 waits for this plan", apply.Output, StringComparison.Ordinal);
        var granted = await AskAsync<Granted>(grant);
        Assert.Equal((WriteOutcome.Written, Name("relay")), (granted.Outcome, granted.By));
        Assert.NotEqual(before.Base64, (await Lab.DescriptorAsync("dc1", Staff)).Base64);

        var again = await ApplyAsync(plan.Hash, "relay");
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("No run waits for this plan any more", again.Error, StringComparison.Ordinal);

        var revoke = new RevokePermissions(Guid.NewGuid(), Guid.Empty, "run-2", Lab.Env.Domain, "run-1");
        Assert.IsType<CommandState.Parked>(await _service.AdvanceAsync(revoke, Now));
        var rollback = await Lab.RelayAsync(
            ["rollback", .. Lab.Connection("dc1", "administrator"), "--record", new GrantRecordStore(_state.FullName).PathOf("run-1")]);
        Assert.True(rollback.ExitCode == 0, rollback.Error + rollback.Output);
        var revoked = await AskAsync<Revoked>(revoke);
        Assert.Equal((WriteOutcome.Written, Name("administrator")), (revoked.Outcome, revoked.By));
        Assert.Equal(before.Sddl, (await Lab.DescriptorAsync("dc1", Staff)).Sddl);
    }

    [Fact]
    public async Task AChangeOfThePolicy_BetweenQuestionAndAnswer_WritesNothing()
    {
        var before = await Lab.DescriptorAsync("dc1", Staff);
        var plan = (await AskAsync<Assessed>(new AssessPermissions(Guid.NewGuid(), Guid.Empty, "run-1", Lab.Env.Domain))).Plan;
        await _service.AdvanceAsync(new GrantPermissions(Guid.NewGuid(), Guid.Empty, "run-1", Lab.Env.Domain, plan.Hash), Now);
        await File.WriteAllTextAsync(
            Policy, JsonSerializer.Serialize(new { version = 1, writingMode = "approved", scopes = new[] { Lab.Env.Object("partnersOu") }, domainWide = true }), Now);

        var apply = await ApplyAsync(plan.Hash, "relay");

        Assert.Equal(3, apply.ExitCode);
        Assert.Contains("Nothing was written", apply.Error, StringComparison.Ordinal);
        Assert.Equal(before.Base64, (await Lab.DescriptorAsync("dc1", Staff)).Base64);
    }

    private string Name(string account) => $@"{Lab.Env.Netbios}\{Lab.Env.Accounts[account].SamAccountName}";

    private Task<CommandResult> ApplyAsync(string hash, string account) => Lab.RelayAsync(
        ["apply", .. Lab.Connection("dc1", account), "--plan", hash, "--yes", "--state-folder", _state.FullName, "--policy", Policy]);

    private async Task<T> AskAsync<T>(RelayCommand command)
        where T : RelayReply =>
        Assert.IsType<T>(Assert.IsType<CommandState.Answered>(await _service.AdvanceAsync(command, Now)).Reply);
}
