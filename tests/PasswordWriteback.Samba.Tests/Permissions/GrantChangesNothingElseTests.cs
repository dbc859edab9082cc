using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.Permissions;

/// <summary>Before and after, as Samba's own library reads them from the domain controllers' databases.</summary>
[Collection(Forests.OfParts)]
public sealed class GrantChangesNothingElseTests(FreshForest fresh) : GrantTest(fresh)
{
    [Fact]
    public async Task TheDacl_IsBeforePlusPlan_WithAllElseEqualByBytesAndInPlace_AfterOneWrite()
    {
        var before = await Lab.DescriptorAsync("dc1", Head);
        var version = (await StampAsync("dc1", Head)).Version;
        var plan = (await AssessAsync()).Plan;

        var result = await GrantAsync(plan);

        var after = await Lab.DescriptorAsync("dc1", Head);
        var ours = plan.Targets.Single().Aces.Select(ace => ace.Sddl).ToHashSet(StringComparer.Ordinal);
        var added = after.Dacl.Where(ace => ours.Contains(ace.Sddl)).ToList();
        Assert.Equal(4, added.Count);
        Assert.All(added, ace => Assert.False(ace.Inherited));
        Assert.Equal(before.Dacl.Select(ace => ace.Hex), after.Dacl.Except(added).Select(ace => ace.Hex));
        Assert.Equal((before.Owner, before.Group, before.Control), (after.Owner, after.Group, after.Control));
        Assert.Equal(SaclOf(before), SaclOf(after));
        Assert.Equal(version + 1, (await StampAsync("dc1", Head)).Version);
        Assert.Equal(version + 1, Assert.Single(result.Writes).Version);

        await ReplicatedAsync(Head);
        Assert.Equal(after.Explicit.Select(ace => ace.Hex), (await Lab.DescriptorAsync("dc2", Head)).Explicit.Select(ace => ace.Hex));
    }

    [Fact]
    public async Task TwoUnits_AreOneWriteEach()
    {
        Settings = new PermissionSettings { Scopes = [Lab.Env.Object("staffOu"), Lab.Env.Object("partnersOu")] };
        var staff = (await StampAsync("dc1", Lab.Env.Object("staffOu"))).Version;
        var partners = (await StampAsync("dc1", Lab.Env.Object("partnersOu"))).Version;
        var head = await Lab.DescriptorAsync("dc1", Head);

        var result = await GrantAsync((await AssessAsync()).Plan);

        Assert.Equal((WriteOutcome.Written, 2), (result.Outcome, result.Writes.Count));
        Assert.Equal(staff + 1, (await StampAsync("dc1", Lab.Env.Object("staffOu"))).Version);
        Assert.Equal(partners + 1, (await StampAsync("dc1", Lab.Env.Object("partnersOu"))).Version);
        Assert.Equal(head.Sddl, (await Lab.DescriptorAsync("dc1", Head)).Sddl);
        Assert.Equal(0, await Lab.ConnectorResetAsync("dc1", Lab.Env.Object("partnerUser")));
    }

    [Fact]
    public async Task Rollback_TakesExactlyOurs_AndLeavesWhatOthersAddedSince()
    {
        var before = await Lab.DescriptorAsync("dc1", Head);
        var granted = await GrantAsync((await AssessAsync()).Plan);
        var foreign = $"(A;;RP;;;{Lab.Env.Accounts["reader"].Sid})";
        await Lab.ForeignWriteAsync("dc1", Head, foreign);
        await ReplicatedAsync(Head);

        var result = await RevokeAsync(granted.RecordPath!);

        var after = await Lab.DescriptorAsync("dc1", Head);
        Assert.Equal(WriteOutcome.Written, result.Outcome);
        Assert.Equal(4, Assert.Single(result.Writes).RemovedAces.Count);
        Assert.Equal(before.Dacl.Select(ace => ace.Hex), after.Dacl.Where(ace => ace.Sddl != foreign).Select(ace => ace.Hex));
        Assert.Single(after.Dacl, ace => ace.Sddl == foreign);
        Assert.Equal(WriteOutcome.NothingToDo, (await RevokeAsync(granted.RecordPath!)).Outcome);
    }

    [Fact]
    public async Task Rollback_GivesBackTheVeryDescriptor_WhenNobodyElseWrote()
    {
        var before = await Lab.DescriptorAsync("dc1", Head);
        var granted = await GrantAsync((await AssessAsync()).Plan);
        await ReplicatedAsync(Head);

        await RevokeAsync(granted.RecordPath!);

        Assert.Equal(before.Base64, (await Lab.DescriptorAsync("dc1", Head)).Base64);
    }

    [Fact]
    public async Task AnIdentityThatMayOnlyChangeDacls_CanGrant()
    {
        As("delegate");

        Assert.Equal(WriteOutcome.Written, (await GrantAsync((await AssessAsync()).Plan)).Outcome);
    }

    [Fact]
    public async Task AnIdentityThatMayOnlyRead_IsRefused_AndTheRecordSaysThatNothingWasWritten()
    {
        As("reader");
        var before = await Lab.DescriptorAsync("dc1", Head);
        var plan = (await AssessAsync()).Plan;

        var failure = await Assert.ThrowsAsync<Relay.Ldap.DirectoryException>(() => GrantAsync(plan));

        Assert.Equal(Relay.Ldap.DirectoryFault.AccessDenied, failure.Fault);
        Assert.Equal(RecordedState.NotWritten, Assert.Single(Records.Find("run-1")!.Targets).Grant.State);
        Assert.Equal(before.Base64, (await Lab.DescriptorAsync("dc1", Head)).Base64);
    }

    private static string SaclOf(LabDescriptor descriptor) =>
        descriptor.Sddl.IndexOf("S:", StringComparison.Ordinal) is var at and >= 0 ? descriptor.Sddl[at..] : string.Empty;
}
