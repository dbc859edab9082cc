using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Permissions;

public sealed class RevokeTests : IDisposable
{
    private const string Foreign = "(A;;RP;;;S-1-5-21-9-9-9-9999)";
    private readonly DemoRelay _relay = new();

    public void Dispose() => _relay.Dispose();

    private async Task<(IReadOnlyList<string> Before, string Record)> GrantAsync()
    {
        var before = await _relay.ExplicitAsync(DemoForest.RootScope);
        var granted = await _relay.GrantAsync((await _relay.AssessAsync()).Plan.Hash);
        Assert.Equal(WriteOutcome.Written, granted.Outcome);
        _relay.Clock.Advance(TimeSpan.FromHours(1));
        _relay.Connector.Writes.Clear();
        return (before, granted.RecordPath!);
    }

    [Fact]
    public async Task Revoke_TakesExactlyOurs_WithOneWrite()
    {
        var (before, record) = await GrantAsync();

        var result = await _relay.RevokeAsync(record);

        Assert.Equal(WriteOutcome.Written, result.Outcome);
        Assert.Equal(before, await _relay.ExplicitAsync(DemoForest.RootScope));
        Assert.Equal([(DemoForest.RootPdc, DemoForest.RootScope)], _relay.Connector.Writes);
        Assert.Equal(3, Assert.Single(result.Writes).RemovedAces.Count);
        Assert.True(GrantRecordStore.Read(record).Targets[0].IsRolledBack);
    }

    [Fact]
    public async Task Revoke_LeavesWhatOthersAddedSince()
    {
        var (before, record) = await GrantAsync();
        await _relay.ForeignAddAsync(DemoForest.RootScope, Foreign);
        _relay.Clock.Advance(TimeSpan.FromHours(1));

        await _relay.RevokeAsync(record);

        Assert.Equal([.. before.Append(Foreign).Order(StringComparer.Ordinal)], await _relay.ExplicitAsync(DemoForest.RootScope));
    }

    [Fact]
    public async Task ASecondRevoke_WritesNothing()
    {
        var (_, record) = await GrantAsync();
        await _relay.RevokeAsync(record);
        _relay.Connector.Writes.Clear();

        var result = await _relay.RevokeAsync(record);

        Assert.Equal(WriteOutcome.NothingToDo, result.Outcome);
        Assert.Empty(_relay.Connector.Writes);
    }

    [Fact]
    public async Task ASecondRevoke_LeavesWhatALaterGrantWrote()
    {
        var (_, record) = await GrantAsync();
        await _relay.RevokeAsync(record);
        _relay.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(WriteOutcome.Written, (await _relay.GrantAsync((await _relay.AssessAsync()).Plan.Hash, "run-2")).Outcome);
        _relay.Clock.Advance(TimeSpan.FromHours(1));
        var granted = await _relay.ExplicitAsync(DemoForest.RootScope);

        var result = await _relay.RevokeAsync(record);

        Assert.Equal(WriteOutcome.NothingToDo, result.Outcome);
        Assert.Equal(granted, await _relay.ExplicitAsync(DemoForest.RootScope));
    }

    [Fact]
    public async Task Revoke_LeavesWhatALaterGrantWrote_AfterSomebodyHadRemovedOurs()
    {
        var (_, record) = await GrantAsync();
        await _relay.ForeignRemoveAsync(DemoForest.RootScope, GrantRecordStore.Read(record).Targets[0].Grant.Aces.Select(ace => ace.Sddl));
        _relay.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(WriteOutcome.Written, (await _relay.GrantAsync((await _relay.AssessAsync()).Plan.Hash, "run-2")).Outcome);
        _relay.Clock.Advance(TimeSpan.FromHours(1));
        var granted = await _relay.ExplicitAsync(DemoForest.RootScope);

        var first = await _relay.RevokeAsync(record);

        Assert.Equal(WriteOutcome.NothingToDo, first.Outcome);
        Assert.Equal(granted, await _relay.ExplicitAsync(DemoForest.RootScope));
        Assert.Equal(WriteOutcome.Written, (await _relay.RevokeAsync(_relay.Records.PathOf("run-2"))).Outcome);
    }

    [Fact]
    public async Task Revoke_TakesOurs_AlsoAfterALaterGrantThatSawThem_AndBesideAFileThatIsNoRecord()
    {
        var (before, record) = await GrantAsync();
        var later = GrantRecordStore.Read(record);
        await _relay.ForeignAddAsync(DemoForest.RootScope, Foreign);
        _relay.Clock.Advance(TimeSpan.FromHours(1));
        var seen = await _relay.DescriptorAsync(DemoForest.RootPdc, DemoForest.RootScope);
        var write = later.Targets[0].Grant with { DescriptorBefore = Convert.ToBase64String(seen.ToBytes()), VersionBefore = later.Targets[0].Grant.VersionAfter!.Value + 1, Aces = [] };
        _relay.Records.Save(later with { RunId = "run-2", Targets = [later.Targets[0] with { Grant = write }] });
        await File.WriteAllTextAsync(_relay.Records.PathOf("damaged"), "{", TestContext.Current.CancellationToken);

        Assert.Equal(WriteOutcome.Written, (await _relay.RevokeAsync(record)).Outcome);

        Assert.Equal([.. before.Append(Foreign).Order(StringComparer.Ordinal)], await _relay.ExplicitAsync(DemoForest.RootScope));
    }

    [Fact]
    public async Task Revoke_OfAGrantThatWasNeverWritten_LeavesWhatAnotherGrantWrote()
    {
        var (_, path) = await GrantAsync();
        var record = GrantRecordStore.Read(path);
        var refused = record.Targets[0] with { Grant = record.Targets[0].Grant with { State = RecordedState.NotWritten, VersionAfter = null, UsnAfter = null } };
        var other = _relay.Records.Save(record with { RunId = "run-0", Targets = [refused] });

        var result = await _relay.RevokeAsync(other);

        Assert.Equal(WriteOutcome.NothingToDo, result.Outcome);
        Assert.Empty(_relay.Connector.Writes);
    }

    [Fact]
    public async Task ARevokedRun_CannotGrantAgain()
    {
        var hash = (await _relay.AssessAsync()).Plan.Hash;
        var granted = await _relay.GrantAsync(hash);
        _relay.Clock.Advance(TimeSpan.FromHours(1));
        await _relay.RevokeAsync(granted.RecordPath!);

        Assert.Equal(WriteOutcome.Refused, (await _relay.GrantAsync(hash)).Outcome);
        _relay.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(WriteOutcome.Written, (await _relay.GrantAsync((await _relay.AssessAsync()).Plan.Hash, "run-2")).Outcome);
    }

    [Fact]
    public async Task AForeignChange_BetweenReadAndWrite_IsReported()
    {
        var (_, record) = await GrantAsync();
        _relay.Connector.BeforeWrite = dn => _relay.ForeignAddAsync(dn, Foreign);

        Assert.Equal(WriteOutcome.ConcurrentChange, (await _relay.RevokeAsync(record)).Outcome);
    }

    [Fact]
    public async Task DeathAfterTheWrite_IsSettledOnTheNextAttempt()
    {
        var (_, record) = await GrantAsync();
        _relay.Connector.AfterWrite = _ => throw new TimeoutException("dead");
        await Assert.ThrowsAsync<TimeoutException>(() => _relay.RevokeAsync(record));
        _relay.Connector.AfterWrite = _ => Task.CompletedTask;

        var result = await _relay.RevokeAsync(record);

        Assert.Equal(WriteOutcome.NothingToDo, result.Outcome);
        Assert.Equal(3, Assert.Single(result.Writes).RemovedAces.Count);
        Assert.Single(_relay.Connector.Writes);
    }

    [Fact]
    public async Task AnAceThatWasThereBeforeTheGrant_IsNotOursToTake()
    {
        var sid = (await _relay.RequestAsync()).Account.Sid;
        var same = $"(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;{sid})";
        await _relay.ForeignAddAsync(DemoForest.RootScope, same);
        _relay.Clock.Advance(TimeSpan.FromHours(1));
        var (before, record) = await GrantAsync();

        await _relay.RevokeAsync(record);

        Assert.Contains(same, before);
        Assert.Equal(before, await _relay.ExplicitAsync(DemoForest.RootScope));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("{\"format\":2,\"runId\":\"r\",\"targets\":[]}")]
    public async Task AFileThatIsNoRecord_IsOneSentence(string content)
    {
        Directory.CreateDirectory(_relay.StateFolder);
        var path = Path.Combine(_relay.StateFolder, "x.json");
        await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);

        Assert.Contains(path, (await Assert.ThrowsAsync<InvalidDataException>(() => _relay.RevokeAsync(path))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidDataException>(() => _relay.RevokeAsync(path + ".missing"));
    }
}
