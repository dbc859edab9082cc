using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Approval;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.State;
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
    public async Task AnAdministratorWhoAgreesAfterTheRunHasGivenUp_WritesNothing()
    {
        var grant = await ParkAsync();

        var result = await ApproveAsync(grant, ("S-1-5-21-9-9-9-500", @"CONTOSO\Administrator"), beforeWriting: () => _relay.Clock.Advance(ApprovalStore.Wait));

        Assert.Equal(WriteOutcome.Refused, result.Outcome);
        Assert.Contains("run-1", result.Detail, StringComparison.Ordinal);
        Assert.Empty(_relay.Added());
    }

    [Fact]
    public async Task WhileAnotherProcessWrites_AnAdministratorWritesNothing()
    {
        var grant = await ParkAsync();
        using var service = new WriteTurns(_relay.StateFolder, _relay.Clock);
        using var turn = await service.TakeAsync(TimeSpan.Zero, Now);

        var approving = ApproveAsync(grant, ("S-1-5-21-9-9-9-500", @"CONTOSO\Administrator"));
        while (!approving.IsCompleted)
        {
            _relay.Clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(1, Now);
        }

        await Assert.ThrowsAsync<WriteInProgressException>(() => approving);
        Assert.Empty(_relay.Added());
        Assert.IsType<CommandState.Parked>(await _relay.Executor.AdvanceAsync(grant, Now));
    }

    [Fact]
    public async Task ARollback_WaitsUntilAnAdministratorHasDoneIt_AndThenSaysWho()
    {
        var grant = await ParkAsync();
        await ApproveAsync(grant, ("S-1-5-21-9-9-9-500", @"CONTOSO\Administrator"));
        var revoke = new RevokePermissions(Guid.NewGuid(), Guid.Empty, "run-2", DemoForest.RootDomain, grant.RunId);
        var record = new GrantRecordStore(_relay.StateFolder).PathOf(grant.RunId);
        var parked = Assert.IsType<CommandState.Parked>(await _relay.Executor.AdvanceAsync(revoke, Now));
        Assert.Contains($"relay rollback --record {record}", parked.Note, StringComparison.Ordinal);
        _relay.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(WriteOutcome.Written, (await RevokeAsync(record, "run-2", ("S-1-5-21-9-9-9-1105", @"CONTOSO\bob"))).Outcome);

        var revoked = Assert.IsType<Revoked>(Assert.IsType<CommandState.Answered>(await _relay.Executor.AdvanceAsync(revoke, Now)).Reply);
        Assert.Equal((WriteOutcome.Written, @"CONTOSO\bob", 2), (revoked.Outcome, revoked.By, revoked.Writes.Count));
        Assert.Empty(_relay.Added());
        Assert.Empty(_relay.Lost());
    }

    [Fact]
    public async Task TheService_MayNotRollBackForItself()
    {
        var grant = await ParkAsync();
        await ApproveAsync(grant, ("S-1-5-21-9-9-9-500", @"CONTOSO\Administrator"));
        var revoke = new RevokePermissions(Guid.NewGuid(), Guid.Empty, "run-2", DemoForest.RootDomain, grant.RunId);
        await _relay.Executor.AdvanceAsync(revoke, Now);
        var service = new ApprovalStore(_relay.StateFolder).FindRequest("run-2")!.Service!;

        var refused = await RevokeAsync(new GrantRecordStore(_relay.StateFolder).PathOf(grant.RunId), "run-2", (service, DemoForest.RelayAccount));

        Assert.Equal(WriteOutcome.Refused, refused.Outcome);
        Assert.NotEmpty(_relay.Added());
        Assert.IsType<CommandState.Parked>(await _relay.Executor.AdvanceAsync(revoke, Now));
    }

    [Fact]
    public async Task TheAnswerOfARollback_IsNotGiven_ForTheGrantOfAnotherRun()
    {
        var grant = await ParkAsync();
        await ApproveAsync(grant, ("S-1-5-21-9-9-9-500", @"CONTOSO\Administrator"));
        var revoke = new RevokePermissions(Guid.NewGuid(), Guid.Empty, "run-2", DemoForest.RootDomain, grant.RunId);
        await _relay.Executor.AdvanceAsync(revoke, Now);
        _relay.Clock.Advance(TimeSpan.FromHours(2));
        await RevokeAsync(new GrantRecordStore(_relay.StateFolder).PathOf(grant.RunId), "run-2", ("S-1-5-21-9-9-9-1105", @"CONTOSO\bob"));

        var other = await _relay.Executor.AdvanceAsync(revoke with { GrantRunId = "run-7" }, Now);

        var answer = Assert.IsType<Revoked>(Assert.IsType<CommandState.Answered>(other).Reply);
        Assert.Equal((WriteOutcome.NotApproved, null), (answer.Outcome, answer.By));
    }

    [Fact]
    public async Task ALaterRun_WithdrawsWhatAnEarlierOneAskedFor()
    {
        var cancelled = await ParkAsync();
        var later = cancelled with { CommandId = Guid.NewGuid(), RunId = "run-2" };

        Assert.IsType<CommandState.Parked>(await _relay.Executor.AdvanceAsync(later, Now));

        var answer = Assert.IsType<Granted>(Assert.IsType<CommandState.Answered>(await _relay.Executor.AdvanceAsync(cancelled, Now)).Reply);
        Assert.Equal(WriteOutcome.NotApproved, answer.Outcome);
        Assert.Contains("run-2", answer.Detail, StringComparison.Ordinal);
        Assert.Equal("run-2", Assert.Single(new ApprovalStore(_relay.StateFolder).Pending(_relay.Clock.GetUtcNow())).RunId);
        Assert.IsType<CommandState.Parked>(await _relay.Executor.AdvanceAsync(later, Now));
    }

    [Fact]
    public async Task APlanThatNoRunWaitsForAnyMore_SaysWhy()
    {
        var grant = await ParkAsync();
        using var local = new LocalGrant(_relay.Forest.ConnectorFor(DemoForest.Administrator), _relay.StateFolder, _relay.Clock);
        Assert.Null(local.WhyNobodyWaits(grant.PlanHash));
        Assert.Null(local.WhyNobodyWaits(new string('a', 64)));

        _relay.Clock.Advance(ApprovalStore.Wait);

        Assert.Contains("run-1", local.WhyNobodyWaits(grant.PlanHash), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatTheDefaultScopeLeavesOut_IsLeftOutOfThePlanThatIsMadeOnTheServer()
    {
        const string groups = "OU=Groups," + DemoForest.RootDn;
        using var relay = new PolicedRelay(new RelayPolicy { WritingMode = WritingMode.Approved }, containers: [groups, DemoForest.RootScope]);
        var plan = (await relay.AskAsync<Assessed>(id => new AssessPermissions(id, Guid.Empty, "run-1", DemoForest.RootDomain))).Plan;
        await relay.Executor.AdvanceAsync(new GrantPermissions(Guid.NewGuid(), Guid.Empty, "run-1", DemoForest.RootDomain, plan.Hash), Now);
        var connector = relay.Forest.ConnectorFor(DemoForest.Administrator);
        using var local = new LocalGrant(connector, relay.StateFolder, relay.Clock);
        var waiting = local.Find(plan.Hash)!;
        var forest = (await new ForestDiscoverer(connector).DiscoverAsync(Now)).Forest;
        var account = await new ConnectorAccountFinder(connector).FindAsync(forest, new ConnectorAccountHint(), Now);

        var made = await local.AssessAsync(waiting, relay.Policy, forest, account.Value!, Now);

        Assert.Equal([groups], plan.LeftOut!.Select(container => container.Dn));
        Assert.Equal([DemoForest.RootScope], waiting.Scopes);
        Assert.Equal(plan.Hash, made.Plan.Hash);
    }

    [Fact]
    public async Task WhereEveryContainerIsEmpty_NoAdministratorIsAsked_AndNothingIsWritten()
    {
        using var relay = new PolicedRelay(new RelayPolicy { WritingMode = WritingMode.Approved, DomainWide = true }, containers: ["OU=Groups," + DemoForest.RootDn]);
        var plan = (await relay.AskAsync<Assessed>(id => new AssessPermissions(id, Guid.Empty, "run-1", DemoForest.RootDomain))).Plan;

        var granted = await relay.AskAsync<Granted>(id => new GrantPermissions(id, Guid.Empty, "run-1", DemoForest.RootDomain, plan.Hash));

        Assert.Equal(WriteOutcome.Refused, granted.Outcome);
        Assert.Contains("holds no user that it would synchronize", granted.Detail, StringComparison.Ordinal);
        Assert.Empty(new ApprovalStore(relay.StateFolder).Pending(relay.Clock.GetUtcNow()));
        Assert.Empty(relay.Added());
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

    private async Task<GrantResult> RevokeAsync(string record, string run, (string Sid, string Name) by)
    {
        var connector = _relay.Forest.ConnectorFor(DemoForest.Administrator);
        var local = new LocalRevoke(connector, record, _relay.Clock);
        var waiting = local.Find();
        Assert.Equal(run, waiting?.RunId);
        return await local.WriteAsync(waiting, (await new ForestDiscoverer(connector).DiscoverAsync(Now)).Forest, [], by, Now);
    }

    private async Task<GrantResult> ApproveAsync(GrantPermissions grant, (string Sid, string Name) by, Action? beforeWriting = null)
    {
        var connector = _relay.Forest.ConnectorFor(DemoForest.Administrator);
        using var local = new LocalGrant(connector, _relay.StateFolder, _relay.Clock);
        var request = local.Find(grant.PlanHash)!;
        var forest = (await new ForestDiscoverer(connector).DiscoverAsync(Now)).Forest;
        var account = (await new ConnectorAccountFinder(connector).FindAsync(forest, new ConnectorAccountHint(), Now)).Value!;
        Assert.Equal(grant.PlanHash, (await local.AssessAsync(request, _relay.Policy, forest, account, Now)).Plan.Hash);
        beforeWriting?.Invoke();
        return await local.WriteAsync(request, forest, account, [], by, Now);
    }
}
