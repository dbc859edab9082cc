using System.Text.Json.Nodes;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Policy;

/// <summary>Plans that a hostile operator would like to have written: made for another purpose, under other settings, or edited.</summary>
public sealed class HostilePlanTests
{
    private const string AdminSdHolder = "CN=AdminSDHolder,CN=System," + DemoForest.RootDn;

    private static readonly RelayPolicy Unattended = new() { WritingMode = WritingMode.Unattended, Scopes = [DemoForest.RootScope] };
    private static readonly DemoForestOptions WithServiceAccount = new() { ServiceAccountInScope = true };

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task APlanThatAnAdministratorMadeBesideTheService_WithOtherAccountsAccepted_IsNotWrittenByTheService()
    {
        using var relay = new PolicedRelay(Unattended, options: WithServiceAccount);
        var plan = await PlanAsync(relay);
        Assert.NotEmpty(plan.Refusals);
        var looked = await MakeAsync(relay, Unattended.Permissions with { AcceptedPrivilegedAccounts = ["svc-web"] });
        Assert.Empty(looked.Refusals);
        Assert.Equal(plan.Hash, looked.Hash);

        await RefusedAsync(relay, plan.Hash, PolicyReason.PlanOutOfDate, "privileged");
    }

    [Theory]
    [InlineData(AdminSdHolder)]
    [InlineData("CN=System," + DemoForest.RootDn)]
    public async Task AdminSdHolder_IsNotGrantedOn_AlsoWhereThePolicyNamesIt(string scope)
    {
        using var relay = new PolicedRelay(Unattended with { Scopes = [scope], DomainWide = true });

        await RefusedAsync(relay, (await PlanAsync(relay)).Hash, "The plan is refused", "AdminSDHolder");
    }

    [Fact]
    public async Task AForgedPlanForAdminSdHolder_WithTheHashOfItsContent_IsNotWritten()
    {
        using var relay = new PolicedRelay(Unattended with { Scopes = [] });
        var plan = await PlanAsync(relay);
        var connection = await relay.Forest.ConnectorFor(DemoForest.Administrator).ConnectAsync(DemoForest.RootPdc, Now);
        await using (connection)
        {
            var seen = await DescriptorReading.ReadAsync(connection, AdminSdHolder, Now);
            var target = plan.Targets[0] with { Dn = AdminSdHolder, Domain = DemoForest.RootDomain, Server = DemoForest.RootPdc, ExplicitAces = ExplicitAces.Hash(seen.Descriptor) };
            plan = plan with { Targets = [target], Refusals = [] };
        }

        plan = plan with { Hash = PlanHash.Of(plan) };
        new PlanStore(relay.StateFolder).Save(plan);
        var (forest, account) = await DiscoverAsync(relay);

        var result = await new PermissionGranter(
            relay.Forest.ConnectorFor(DemoForest.Administrator), new PlanStore(relay.StateFolder), new GrantRecordStore(relay.StateFolder), relay.Clock)
            .GrantAsync(new GrantRequest("run-1", plan.Hash, forest, account, []), Now);

        Assert.Equal(WriteOutcome.Refused, result.Outcome);
        Assert.Contains("AdminSDHolder", result.Detail, StringComparison.Ordinal);
        Assert.Empty(relay.Added());
    }

    [Fact]
    public async Task APlanWhoseFileWouldWriteSomethingElseThanItSays_IsNoPlan()
    {
        using var relay = new PolicedRelay(Unattended);
        var plan = await PlanAsync(relay);
        var path = Path.Combine(relay.StateFolder, "plans", plan.Hash + ".json");
        var honest = await File.ReadAllTextAsync(path, Now);
        (string Property, string From, string To)[] edits =
        [
            ("right", "WriteLockoutTime", "ResetPassword"),
            ("objectClass", "user", "inetOrgPerson"),
            ("objectClass", "user", "domainDNS"),
            ("objectClass", "user", "computer"),
        ];
        foreach (var (property, from, to) in edits)
        {
            var file = JsonNode.Parse(honest)!;
            file["targets"]![0]!["aces"]!.AsArray().First(one => one![property]!.GetValue<string>() == from)![property] = to;
            await File.WriteAllTextAsync(path, file.ToJsonString(), Now);

            var failed = await relay.AskAsync<CommandFailed>(id => new GrantPermissions(id, Guid.Empty, "run-1", DemoForest.RootDomain, plan.Hash));

            Assert.Equal("RelayState", failed.Reason);
            Assert.Contains("not the plan that its name says", failed.Detail, StringComparison.Ordinal);
        }

        Assert.Empty(relay.Added());
    }

    [Fact]
    public async Task TheRollbackOfAnEarlierRun_LeavesWhatALaterRunGranted()
    {
        using var relay = new PolicedRelay(Unattended);
        await GrantAsync(relay, "run-1");
        var granted = relay.Added();
        var connection = await relay.Forest.ConnectorFor(DemoForest.Administrator).ConnectAsync(DemoForest.RootPdc, Now);
        await using (connection)
        {
            var seen = await DescriptorReading.ReadAsync(connection, DemoForest.RootScope, Now);
            var ours = seen.Descriptor.ExplicitAces.Where(ace => granted.Any(one => one.Ace == Core.ActiveDirectory.SecurityDescriptors.Sddl.SddlFormatter.Format(ace)));
            await connection.WriteDaclAsync(DemoForest.RootScope, DaclChange.Removing([.. ours]).ApplyTo(seen.Descriptor).ToBytes(), Now);
        }

        relay.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty(relay.Added());
        await GrantAsync(relay, "run-2");

        await relay.AskAsync<Revoked>(id => new RevokePermissions(id, Guid.Empty, "run-3", DemoForest.RootDomain, "run-1"));

        Assert.Equal(granted, relay.Added());
        Assert.Empty(relay.Lost());
    }

    [Theory]
    [InlineData(WritingMode.Unattended)]
    [InlineData(WritingMode.Approved)]
    public async Task ARollback_IsRefused_WhileEntraConnectHereWritesPasswordsBack(WritingMode mode)
    {
        using var relay = new PolicedRelay(Unattended with { ConnectSwitch = true });
        await GrantAsync(relay, "run-1");
        var granted = relay.Added();
        await relay.AskAsync<ConnectWritebackSet>(id => new SetConnectWriteback(id, Guid.Empty, "run-1", DemoForest.RootDomain, Enabled: true));
        var executor = relay.ExecutorUnder(relay.Policy with { WritingMode = mode });

        var state = await executor.AdvanceAsync(new RevokePermissions(Guid.NewGuid(), Guid.Empty, "run-2", DemoForest.RootDomain, "run-1"), Now);

        var revoked = Assert.IsType<Revoked>(Assert.IsType<CommandState.Answered>(state).Reply);
        Assert.Equal(WriteOutcome.Refused, revoked.Outcome);
        Assert.Contains("Writeback is on", revoked.Detail, StringComparison.Ordinal);
        Assert.Equal(granted, relay.Added());
    }

    private static async Task GrantAsync(PolicedRelay relay, string run)
    {
        var plan = await PlanAsync(relay);
        var granted = await relay.AskAsync<Granted>(id => new GrantPermissions(id, Guid.Empty, run, DemoForest.RootDomain, plan.Hash));
        Assert.Equal(WriteOutcome.Written, granted.Outcome);
        relay.Clock.Advance(TimeSpan.FromHours(1));
    }

    private static async Task<PermissionPlan> PlanAsync(PolicedRelay relay) =>
        (await relay.AskAsync<Assessed>(id => new AssessPermissions(id, Guid.Empty, "run-1", DemoForest.RootDomain))).Plan;

    /// <summary>What 'relay plan' does, in the state folder of the service.</summary>
    private static async Task<PermissionPlan> MakeAsync(PolicedRelay relay, PermissionSettings settings)
    {
        var (forest, account) = await DiscoverAsync(relay);
        return (await new PermissionAssessor(relay.Forest.ConnectorFor(DemoForest.Administrator), new PlanStore(relay.StateFolder), relay.Clock)
            .AssessAsync(new AssessmentRequest(forest, account, settings), Now)).Plan;
    }

    private static async Task<(Core.ActiveDirectory.Topology.DirectoryForest Forest, Core.ActiveDirectory.Topology.ConnectorAccount Account)> DiscoverAsync(PolicedRelay relay)
    {
        var connector = relay.Forest.ConnectorFor(DemoForest.Administrator);
        var forest = (await new ForestDiscoverer(connector).DiscoverAsync(Now)).Forest;
        var account = await new ConnectorAccountFinder(connector).FindAsync(forest, new ConnectorAccountHint(), Now);
        return (forest, account.Value!);
    }

    private static async Task RefusedAsync(PolicedRelay relay, string plan, string reason, string why)
    {
        var granted = await relay.AskAsync<Granted>(id => new GrantPermissions(id, Guid.Empty, "run-1", DemoForest.RootDomain, plan));

        Assert.Equal(WriteOutcome.Refused, granted.Outcome);
        Assert.Contains(reason, granted.Detail, StringComparison.Ordinal);
        Assert.Contains(why, granted.Detail, StringComparison.Ordinal);
        Assert.Empty(relay.Added());
    }
}
