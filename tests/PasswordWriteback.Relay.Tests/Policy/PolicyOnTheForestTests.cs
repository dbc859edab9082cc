using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Policy;

/// <summary>What the policy does to plans and accounts of a whole forest.</summary>
public sealed class PolicyOnTheForestTests
{
    private static readonly RelayPolicy Unattended = new() { WritingMode = WritingMode.Unattended };

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task APlanOfAnotherPolicy_IsOutOfDate_AlsoWhereThisOneAllowsItsTargets()
    {
        using var relay = new PolicedRelay(Unattended);
        var plan = await PlanAsync(relay);
        var folder = Directory.CreateTempSubdirectory("pwb-policy-");
        try
        {
            var file = Path.Combine(folder.FullName, RelayPolicyFile.Name);
            await File.WriteAllTextAsync(file, """{ "version": 1, "writingMode": "unattended" }""", Now);
            Assert.SkipWhen(RelayPolicyFile.Read(file).Problem is not null, "the policy's rights need root");

            await RefusedAsync(relay, Executor(relay, RelayPolicySource.File(file)), plan, PolicyReason.PlanOutOfDate, "has changed");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task APlanOfEightDays_IsWritten_AndAMomentLaterNotAnyMore()
    {
        using var relay = new PolicedRelay(Unattended);
        var plan = await PlanAsync(relay);

        relay.Clock.Advance(PlanBasis.Lifetime + TimeSpan.FromSeconds(1));
        await RefusedAsync(relay, relay.Executor, plan, PolicyReason.PlanOutOfDate, "too long ago");

        using var inTime = new PolicedRelay(Unattended);
        var fresh = await PlanAsync(inTime);
        inTime.Clock.Advance(PlanBasis.Lifetime);
        Assert.Equal(WriteOutcome.Written, (await inTime.AskAsync<Granted>(id => Grant(id, fresh))).Outcome);
    }

    [Fact]
    public async Task APlanThatTheServiceDidNotMakeForARun_IsOutOfDate()
    {
        using var relay = new PolicedRelay(Unattended);
        var plan = await PlanAsync(relay);
        File.Delete(Directory.GetFiles(relay.StateFolder, "*.basis.json", SearchOption.AllDirectories).Single());

        await RefusedAsync(relay, relay.Executor, plan, PolicyReason.PlanOutOfDate, "did not make");
    }

    [Theory]
    [InlineData("sara.lindt")]
    [InlineData("Sales Team")] // she is in it
    public async Task WhoIsOfTierZero_BlocksThePlan_UntilAcceptedByName(string tierZero)
    {
        var policy = Unattended with { TierZero = [tierZero] };
        using var named = new PolicedRelay(policy);
        using var accepted = new PolicedRelay(policy with { AcceptedPrivilegedAccounts = ["sara.lindt"] });
        using var other = new PolicedRelay(policy with { AcceptedPrivilegedAccounts = ["Sales Team", "sara"] });

        await RefusedAsync(named, named.Executor, await PlanAsync(named), "The plan is refused", "privileged");
        await RefusedAsync(other, other.Executor, await PlanAsync(other), "The plan is refused", "privileged");
        var plan = await PlanAsync(accepted);
        Assert.Equal(WriteOutcome.Written, (await accepted.AskAsync<Granted>(id => Grant(id, plan))).Outcome);
    }

    [Fact]
    public async Task ATierZeroNameThatNobodyHas_BlocksThePlan()
    {
        using var relay = new PolicedRelay(Unattended with { TierZero = ["Nobody Has This Name"] });

        await RefusedAsync(relay, relay.Executor, await PlanAsync(relay), "The plan is refused", "privileged");
    }

    [Fact]
    public async Task APinnedAccountThatEntraConnectContradicts_IsNobody()
    {
        using var demo = new PolicedRelay(Unattended);
        var connector = (await demo.AskAsync<Discovered>(id => new Discover(id, Guid.Empty, "run-0", DemoForest.RootDomain))).Account.Value!;
        await using var connection = await demo.Forest.ConnectorFor(DemoForest.ReaderAccount).ConnectAsync(DemoForest.RootPdc, Now);
        var found = await connection.ReadAllAsync(new DirectorySearch(DemoForest.RootDn, SearchDepth.Subtree, "(sAMAccountName=svc-pwb-reader)", ["objectSid"]), Now);
        var reader = Sid.Read(found.Single().GetBytes("objectSid")).ToString();
        using var pinned = new PolicedRelay(Unattended with { PinnedAccounts = [reader] });

        Assert.NotEqual(connector.Sid, reader);
        var failed = await pinned.AskAsync<CommandFailed>(id => new AssessPermissions(id, Guid.Empty, "run-1", DemoForest.RootDomain));

        Assert.Equal("ConnectorAccountUnknown", failed.Reason);
        Assert.Contains("svc-pwb-reader", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSwitch_IsNotTurned_ForAnotherForest()
    {
        using var relay = new PolicedRelay(Unattended with { ConnectSwitch = true });

        var failed = await relay.AskAsync<CommandFailed>(id => new SetConnectWriteback(id, Guid.Empty, "run-1", "fabrikam.example", Enabled: true));

        Assert.Equal("WrongForest", failed.Reason);
        Assert.False((await relay.Connect.ReadAsync(Now)).Value!.WritebackEnabled);
        await relay.AskAsync<ConnectWritebackSet>(id => new SetConnectWriteback(id, Guid.Empty, "run-1", DemoForest.RootDomain, Enabled: true));
        Assert.True((await relay.Connect.ReadAsync(Now)).Value!.WritebackEnabled);
    }

    [Theory]
    [InlineData("/etc/password-writeback/relay-policy.json", true, 1)]
    [InlineData("/etc/password-writeback/relay-policy.json", false, 0)]
    [InlineData(null, true, 0)]
    public void AServiceThatMayChangeItsOwnPolicy_SaysSo(string? path, bool isPrivileged, int rights) =>
        Assert.Equal(rights, PostureReader.OnThisServer(path, isPrivileged).Count);

    private static async Task<string> PlanAsync(PolicedRelay relay) =>
        (await relay.AskAsync<Assessed>(id => new AssessPermissions(id, Guid.Empty, "run-1", DemoForest.RootDomain))).Plan.Hash;

    private static GrantPermissions Grant(Guid id, string plan) => new(id, Guid.Empty, "run-1", DemoForest.RootDomain, plan);

    private static RelayCommandExecutor Executor(PolicedRelay relay, RelayPolicySource policy) => new(
        new RelaySettings { StateFolder = relay.StateFolder, Policy = policy },
        relay.Forest.ConnectorFor(DemoForest.RelayAccount),
        relay.Connect,
        new SimulatedEventLog(relay.Clock),
        relay.Clock);

    private static async Task RefusedAsync(PolicedRelay relay, RelayCommandExecutor executor, string plan, string reason, string why)
    {
        var granted = Assert.IsType<Granted>(await executor.ExecuteAsync(Grant(Guid.NewGuid(), plan), Now));
        Assert.Equal(WriteOutcome.Refused, granted.Outcome);
        Assert.Contains(reason, granted.Detail, StringComparison.Ordinal);
        Assert.Contains(why, granted.Detail, StringComparison.Ordinal);
        Assert.Empty(relay.Added());
    }
}
