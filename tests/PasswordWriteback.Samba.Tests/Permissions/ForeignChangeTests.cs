using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.Permissions;

/// <summary>Somebody else edits the same descriptor.</summary>
[Collection(Forests.OfParts)]
public sealed class ForeignChangeTests(FreshForest fresh) : GrantTest(fresh)
{
    private string Foreign => $"(A;;RP;;;{Lab.Env.Accounts["reader"].Sid})";

    [Fact]
    public async Task BetweenPlanAndWrite_EndsAsPlanStale_AndNothingIsWritten()
    {
        var plan = (await AssessAsync()).Plan;
        await Lab.ForeignWriteAsync("dc1", Head, Foreign);
        await ReplicatedAsync(Head);
        var version = (await StampAsync("dc1", Head)).Version;

        var result = await GrantAsync(plan);

        Assert.Equal(WriteOutcome.PlanStale, result.Outcome);
        Assert.Equal(version, (await StampAsync("dc1", Head)).Version);
        Assert.Empty(Connector.Writes);
    }

    [Fact]
    public async Task BetweenReadAndWrite_IsReported_AndNothingIsWrittenAgain()
    {
        var plan = (await AssessAsync()).Plan;
        Connector.BeforeWrite = dn => Lab.ForeignWriteAsync("dc1", dn, Foreign);

        var result = await GrantAsync(plan);

        Assert.Equal(WriteOutcome.ConcurrentChange, result.Outcome);
        Assert.Contains("there was another write", result.Detail, StringComparison.Ordinal);
        Assert.Single(Connector.Writes);
        Assert.Equal(RecordedState.ConcurrentChange, Assert.Single(Records.Find("run-1")!.Targets).Grant.State);
    }

    [Fact]
    public async Task BetweenWriteAndReadBack_IsReported_WithItsAce()
    {
        var plan = (await AssessAsync()).Plan;
        Connector.AfterWrite = dn => Lab.ForeignWriteAsync("dc1", dn, Foreign);

        var result = await GrantAsync(plan);

        Assert.Equal(WriteOutcome.ConcurrentChange, result.Outcome);
        Assert.Contains("+ " + Foreign, result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnItsWayToTheOtherDomainController_IsNotWrittenOver()
    {
        await Lab.PauseInboundAsync("dc2");
        try
        {
            await Lab.ForeignWriteAsync("dc1", Head, Foreign);
            var plan = (await AssessAsync()).Plan;

            var result = await GrantAsync(plan);

            Assert.Equal(WriteOutcome.ChangeInFlight, result.Outcome);
            Assert.Contains(Lab.Env.Dc("dc2").Host, result.Detail, StringComparison.Ordinal);
            Assert.Empty(Connector.Writes);
            await Lab.ResumeInboundAsync("dc2");
            await ReplicatedAsync(Head);
            Assert.Equal(WriteOutcome.Written, (await GrantAsync(plan)).Outcome);
        }
        finally
        {
            await Lab.ResumeInboundAsync("dc2");
        }
    }

    [Fact]
    public async Task WritesGoToThePdcEmulator_WhereverDiscoveryBegan()
    {
        Connector.Locations = [Lab.Env.Dc("dc2").Address];

        var plan = (await AssessAsync()).Plan;
        var result = await GrantAsync(plan);

        Assert.Equal(Lab.Env.Dc("dc1").Host, Assert.Single(plan.Targets).Server);
        Assert.Equal([(Lab.Env.Dc("dc1").Host, Head)], Connector.Writes);
        Assert.Equal((await StampAsync("dc1", Head)).InvocationId, Assert.Single(result.Writes).InvocationId);
    }
}
