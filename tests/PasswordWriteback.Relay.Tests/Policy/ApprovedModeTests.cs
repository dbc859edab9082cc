using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Approval;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Policy;

public sealed class ApprovedModeTests : IDisposable
{
    private readonly PolicedRelay _relay = new(new RelayPolicy { WritingMode = WritingMode.Approved }, DemoForest.RelayAccount);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task AGrant_WaitsUntilAnAdministratorHasWrittenIt_AndThenSaysWho()
    {
        var grant = await ParkAsync();

        Assert.Equal(WriteOutcome.Written, (await ApproveAsync(grant, (@"S-1-5-21-9-9-9-500", @"CONTOSO\Administrator"))).Outcome);

        var granted = Assert.IsType<Granted>(Assert.IsType<CommandState.Answered>(await _relay.Executor.AdvanceAsync(grant, Now)).Reply);
        Assert.Equal((WriteOutcome.Written, @"CONTOSO\Administrator", 2), (granted.Outcome, granted.By, granted.Writes.Count));
        Assert.Equal(2, _relay.Added().Select(added => added.Dn).Distinct().Count());
        await _relay.AskAsync<ReplicationChecked>(id => new ConfirmReplication(id, Guid.Empty, grant.RunId, DemoForest.RootDomain, grant.RunId));
    }

    [Fact]
    public async Task TheService_MayNotApproveForItself()
    {
        var grant = await ParkAsync();
        var service = new ApprovalStore(_relay.StateFolder).FindRequest(grant.RunId)!.Service!;

        Assert.Equal(WriteOutcome.Refused, (await ApproveAsync(grant, (service, DemoForest.RelayAccount))).Outcome);

        Assert.Empty(_relay.Added());
        Assert.IsType<CommandState.Parked>(await _relay.Executor.AdvanceAsync(grant, Now));
    }

    [Fact]
    public async Task WhenNobodyComes_TheGrantEndsAsNotApproved()
    {
        var grant = await ParkAsync();

        _relay.Clock.Advance(ApprovalStore.Wait);

        var granted = Assert.IsType<Granted>(Assert.IsType<CommandState.Answered>(await _relay.Executor.AdvanceAsync(grant, Now)).Reply);
        Assert.Equal(WriteOutcome.NotApproved, granted.Outcome);
        Assert.Empty(_relay.Added());
    }

    [Fact]
    public async Task AServiceThatMayWriteDomainHeads_SaysSo()
    {
        var found = await _relay.AskAsync<Discovered>(id => new Discover(id, Guid.Empty, "run-1", DemoForest.RootDomain));

        Assert.Equal(WritingMode.Approved, found.Posture!.WritingMode);
        Assert.Contains(found.Posture.OwnRights, right => right.Dn == DemoForest.RootDn && right.Words.Contains("change permissions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AServiceThatOnlyReads_HoldsNoRightToWrite()
    {
        using var reader = new PolicedRelay(RelayPolicy.Safest, DemoForest.ReaderAccount);

        var found = await reader.AskAsync<Discovered>(id => new Discover(id, Guid.Empty, "run-1", DemoForest.RootDomain));

        Assert.Empty(found.Posture!.OwnRights);
        Assert.Empty(found.Posture.Unread);
    }

    private async Task<GrantPermissions> ParkAsync()
    {
        var plan = (await _relay.AskAsync<Assessed>(id => new AssessPermissions(id, Guid.Empty, "run-1", DemoForest.RootDomain))).Plan;
        var grant = new GrantPermissions(Guid.NewGuid(), Guid.Empty, "run-1", DemoForest.RootDomain, plan.Hash);
        var parked = Assert.IsType<CommandState.Parked>(await _relay.Executor.AdvanceAsync(grant, Now));
        Assert.Contains($"relay apply --plan {plan.Hash}", parked.Note, StringComparison.Ordinal);
        Assert.Empty(_relay.Added());
        return grant;
    }

    private async Task<PasswordWriteback.Relay.Permissions.GrantResult> ApproveAsync(GrantPermissions grant, (string Sid, string Name) by)
    {
        var connector = _relay.Forest.ConnectorFor(DemoForest.Administrator);
        using var local = new LocalGrant(connector, _relay.StateFolder, _relay.Clock);
        var request = local.Find(grant.PlanHash)!;
        var forest = (await new ForestDiscoverer(connector).DiscoverAsync(Now)).Forest;
        var account = (await new ConnectorAccountFinder(connector).FindAsync(forest, new ConnectorAccountHint(), Now)).Value!;
        Assert.Equal(grant.PlanHash, (await local.AssessAsync(request, _relay.Policy, forest, account, Now)).Plan.Hash);
        return await local.WriteAsync(request, forest, account, [], by, Now);
    }
}
