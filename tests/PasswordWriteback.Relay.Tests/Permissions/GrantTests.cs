using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Permissions;

public sealed class GrantTests : IDisposable
{
    private const string Foreign = "(A;;RP;;;S-1-5-21-9-9-9-9999)";
    private readonly DemoRelay _relay = new();

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task APlan_IsWrittenWithOneWrite_OnThePdcEmulator_AndNothingElseChanges()
    {
        var before = await _relay.ExplicitAsync(DemoForest.RootScope);
        var stamp = await _relay.StampAsync(DemoForest.RootPdc, DemoForest.RootScope);
        var plan = (await _relay.AssessAsync()).Plan;

        var result = await _relay.GrantAsync(plan.Hash);

        Assert.Equal(WriteOutcome.Written, result.Outcome);
        Assert.Equal([(DemoForest.RootPdc, DemoForest.RootScope)], _relay.Connector.Writes);
        var write = Assert.Single(result.Writes);
        Assert.Equal(stamp.Version + 1, write.Version);
        Assert.Equal(await _relay.StampAsync(DemoForest.RootPdc, DemoForest.RootScope) is var after ? (after.InvocationId, after.OriginatingUsn) : default, (write.InvocationId, write.Usn));
        Assert.Equal(
            [.. before.Concat(plan.Targets[0].Aces.Select(ace => ace.Sddl)).Order(StringComparer.Ordinal)], await _relay.ExplicitAsync(DemoForest.RootScope));
    }

    [Fact]
    public async Task ASecondRun_WritesNothing()
    {
        await _relay.GrantAsync((await _relay.AssessAsync()).Plan.Hash);

        var again = await _relay.AssessAsync();
        var result = await _relay.GrantAsync(again.Plan.Hash, "run-2");

        Assert.Empty(again.Plan.Targets);
        Assert.Equal(WriteOutcome.NothingToDo, result.Outcome);
        Assert.Single(_relay.Connector.Writes);
    }

    [Fact]
    public async Task TheSameRunAgain_WritesNothing_AndGivesTheSameWrites()
    {
        var plan = (await _relay.AssessAsync()).Plan;
        var first = await _relay.GrantAsync(plan.Hash);

        var second = await _relay.GrantAsync(plan.Hash);

        Assert.Equal(WriteOutcome.Written, second.Outcome);
        Assert.Equal((first.Writes[0].Usn, first.Writes[0].Version), (Assert.Single(second.Writes).Usn, second.Writes[0].Version));
        Assert.Single(_relay.Connector.Writes);
    }

    [Fact]
    public async Task TheRecord_IsOnDiskBeforeTheWrite_WithWhatWasThere()
    {
        var before = await _relay.DescriptorAsync(DemoForest.RootPdc, DemoForest.RootScope);
        var plan = (await _relay.AssessAsync()).Plan;
        GrantRecord? seen = null;
        _relay.Connector.BeforeWrite = _ =>
        {
            seen = _relay.Records.Find("run-1");
            return Task.CompletedTask;
        };

        var result = await _relay.GrantAsync(plan.Hash);

        var announced = Assert.Single(seen!.Targets).Grant;
        Assert.Equal((RecordedState.AboutToWrite, (uint?)null), (announced.State, announced.VersionAfter));
        Assert.Equal(Convert.ToBase64String(before.ToBytes()), announced.DescriptorBefore);
        Assert.Equal(plan.Targets[0].Aces.Select(ace => ace.Sddl), announced.Aces.Select(ace => ace.Sddl));
        Assert.Equal(RecordedState.Written, GrantRecordStore.Read(result.RecordPath!).Targets[0].Grant.State);
    }

    [Fact]
    public async Task AForeignChange_BetweenPlanAndWrite_EndsAsPlanStale_AndNothingIsWritten()
    {
        var plan = (await _relay.AssessAsync()).Plan;
        await _relay.ForeignAddAsync(DemoForest.RootScope, Foreign);

        var result = await _relay.GrantAsync(plan.Hash);

        Assert.Equal((WriteOutcome.PlanStale, null), (result.Outcome, result.RecordPath));
        Assert.Empty(_relay.Connector.Writes);
    }

    [Fact]
    public async Task AForeignChange_BetweenReadAndWrite_IsReported_AndNothingIsWrittenAgain()
    {
        var plan = (await _relay.AssessAsync()).Plan;
        _relay.Connector.BeforeWrite = dn => _relay.ForeignAddAsync(dn, Foreign);

        var result = await _relay.GrantAsync(plan.Hash);

        Assert.Equal(WriteOutcome.ConcurrentChange, result.Outcome);
        Assert.Contains("there was another write", result.Detail, StringComparison.Ordinal);
        Assert.Single(_relay.Connector.Writes);
        Assert.Equal(RecordedState.ConcurrentChange, _relay.Records.Find("run-1")!.Targets[0].Grant.State);
    }

    [Fact]
    public async Task AForeignChange_BetweenWriteAndReadBack_IsReported_WithItsAce()
    {
        var plan = (await _relay.AssessAsync()).Plan;
        _relay.Connector.AfterWrite = dn => _relay.ForeignAddAsync(dn, Foreign);

        var result = await _relay.GrantAsync(plan.Hash);

        Assert.Equal(WriteOutcome.ConcurrentChange, result.Outcome);
        Assert.Contains("+ " + Foreign, result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AChangeThatIsStillOnItsWay_IsNotWrittenOver()
    {
        await _relay.ForeignAddAsync(DemoForest.RootScope, Foreign);
        var plan = (await _relay.AssessAsync()).Plan;

        var result = await _relay.GrantAsync(plan.Hash);

        Assert.Equal(WriteOutcome.ChangeInFlight, result.Outcome);
        Assert.Contains(DemoForest.RootSecond, result.Detail, StringComparison.Ordinal);
        Assert.Empty(_relay.Connector.Writes);
        _relay.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(WriteOutcome.Written, (await _relay.GrantAsync(plan.Hash)).Outcome);
    }

    [Fact]
    public async Task ARequiredControllerThatDoesNotAnswer_IsNoReasonToWait()
    {
        var plan = (await _relay.AssessAsync()).Plan;
        _relay.Forest.SetReachability(DemoForest.RootSecond, Simulation.Forest.State.Reachability.Silent);

        Assert.Equal(WriteOutcome.Written, (await _relay.GrantAsync(plan.Hash)).Outcome);
    }

    [Fact]
    public async Task APlanThatThisRelayDidNotMake_IsRefused()
    {
        Assert.Equal(WriteOutcome.Refused, (await _relay.GrantAsync(new string('a', 64))).Outcome);
        Assert.Equal(WriteOutcome.Refused, (await _relay.GrantAsync("../../etc/passwd")).Outcome);
    }

    [Fact]
    public async Task ARefusedPlan_IsNotWritten()
    {
        _relay.Settings = new PermissionSettings { Scopes = [DemoRelay.Head] };
        var plan = (await _relay.AssessAsync()).Plan;

        Assert.Equal(WriteOutcome.Refused, (await _relay.GrantAsync(plan.Hash)).Outcome);
        Assert.Empty(_relay.Connector.Writes);
    }

    [Fact]
    public async Task APlanForAnotherAccount_IsRefused()
    {
        var plan = (await _relay.AssessAsync()).Plan;
        var request = await _relay.RequestAsync();

        var result = await new PermissionGranter(_relay.Connector, _relay.Plans, _relay.Records, _relay.Clock).GrantAsync(
            new GrantRequest("run-1", plan.Hash, request.Forest, request.Account with { Sid = "S-1-5-21-1-1-1-1" }, []), TestContext.Current.CancellationToken);

        Assert.Equal(WriteOutcome.Refused, result.Outcome);
    }

    [Fact]
    public async Task APlanFileThatWasEdited_IsNoPlan()
    {
        var plan = (await _relay.AssessAsync()).Plan;
        var path = Path.Combine(_relay.StateFolder, "plans", plan.Hash + ".json");
        await File.WriteAllTextAsync(
            path, (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Replace("CR;00299570", "GA;00299570", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<InvalidDataException>(() => _relay.GrantAsync(plan.Hash));
        Assert.Empty(_relay.Connector.Writes);
    }

    [Fact]
    public async Task TwoTargets_AreTwoWrites_AndASecondThatIsStale_KeepsTheFirstOnRecord()
    {
        _relay.Settings = _relay.Settings with { Scopes = [DemoForest.RootScope, DemoForest.BlockedUnit] };
        var plan = (await _relay.AssessAsync()).Plan;
        _relay.Connector.AfterWrite = dn => dn == DemoForest.BlockedUnit ? _relay.ForeignAddAsync(DemoForest.RootScope, Foreign) : Task.CompletedTask;

        var result = await _relay.GrantAsync(plan.Hash);

        Assert.Equal(WriteOutcome.PlanStale, result.Outcome);
        Assert.Equal(DemoForest.BlockedUnit, Assert.Single(result.Writes).Dn);
        Assert.NotNull(result.RecordPath);
    }
}
