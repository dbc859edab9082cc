using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Permissions;

/// <summary>The process dies between the record and the read-back; the same run is asked for again.</summary>
public sealed class GrantCrashTests : IDisposable
{
    private readonly DemoRelay _relay = new();

    public void Dispose() => _relay.Dispose();

    private sealed class Death : Exception;

    private async Task<string> DieAsync(bool before)
    {
        var plan = (await _relay.AssessAsync()).Plan;
        Func<string, Task> die = _ => throw new Death();
        _relay.Connector.BeforeWrite = before ? die : _relay.Connector.BeforeWrite;
        _relay.Connector.AfterWrite = before ? _relay.Connector.AfterWrite : die;
        await Assert.ThrowsAsync<Death>(() => _relay.GrantAsync(plan.Hash));
        _relay.Connector.BeforeWrite = _relay.Connector.AfterWrite = _ => Task.CompletedTask;
        Assert.Equal(RecordedState.AboutToWrite, _relay.Records.Find("run-1")!.Targets[0].Grant.State);
        return plan.Hash;
    }

    [Fact]
    public async Task BeforeTheWrite_TheNextAttemptWrites_Once()
    {
        var hash = await DieAsync(before: true);

        var result = await _relay.GrantAsync(hash);

        Assert.Equal(WriteOutcome.Written, result.Outcome);
        Assert.Single(_relay.Connector.Writes);
        Assert.Equal(RecordedState.Written, Assert.Single(_relay.Records.Find("run-1")!.Targets).Grant.State);
    }

    [Fact]
    public async Task AfterTheWrite_TheNextAttemptFindsItDone_AndDoesNotWriteAgain()
    {
        var hash = await DieAsync(before: false);
        var stamp = await _relay.StampAsync(DemoForest.RootPdc, DemoForest.RootScope);

        var result = await _relay.GrantAsync(hash);

        Assert.Equal(WriteOutcome.Written, result.Outcome);
        Assert.Single(_relay.Connector.Writes);
        Assert.Equal((stamp.Version, stamp.OriginatingUsn), (Assert.Single(result.Writes).Version, result.Writes[0].Usn));
    }

    [Fact]
    public async Task AfterTheWrite_WithAForeignChangeSince_IsReported()
    {
        var hash = await DieAsync(before: false);
        await _relay.ForeignAddAsync(DemoForest.RootScope, "(A;;RP;;;S-1-5-21-9-9-9-9999)");

        var result = await _relay.GrantAsync(hash);

        Assert.Equal(WriteOutcome.ConcurrentChange, result.Outcome);
        Assert.Contains("S-1-5-21-9-9-9-9999", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BeforeTheWrite_WithAForeignChangeSince_IsStale()
    {
        var hash = await DieAsync(before: true);
        await _relay.ForeignAddAsync(DemoForest.RootScope, "(A;;RP;;;S-1-5-21-9-9-9-9999)");

        Assert.Equal(WriteOutcome.PlanStale, (await _relay.GrantAsync(hash)).Outcome);
        Assert.Empty(_relay.Connector.Writes);
    }

    [Fact]
    public async Task AfterTheWrite_TheRecordAlone_IsEnoughToRollBack()
    {
        var before = await _relay.ExplicitAsync(DemoForest.RootScope);
        await DieAsync(before: false);
        _relay.Clock.Advance(TimeSpan.FromHours(1));

        var result = await _relay.RevokeAsync(_relay.Records.PathOf("run-1"));

        Assert.Equal(WriteOutcome.Written, result.Outcome);
        Assert.Equal(before, await _relay.ExplicitAsync(DemoForest.RootScope));
    }
}
