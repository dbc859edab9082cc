using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Tests.Replication;

namespace PasswordWriteback.Relay.Tests.Coverage;

public sealed class NestedMembersTests
{
    private const string Head = "DC=corp,DC=example";
    private const string Admins = "CN=Key Admins,CN=Users,DC=corp,DC=example";
    private const string Own = "S-1-5-21-1-2-3";
    private static readonly Sid Group = Sid.Parse($"{Own}-526");

    private readonly FakeForest _directory = new();

    public NestedMembersTests()
    {
        _directory.Put("dc1", "", ("tokenGroups", Sid.Parse($"{Own}-1200").ToBytes()), ("tokenGroups", Sid.Parse("S-1-5-11").ToBytes()));
        _directory.Put("root1", "");
    }

    private static DirectoryDomain Corp { get; } = new(
        Head, "corp.example", "CORP", Own, [new DomainController("dc1", "corp.example", "Here", IsReadOnly: false, IsPdcEmulator: true, InvocationId: null)]);

    private static DirectoryDomain Root(string sid) => new(
        "DC=root,DC=example", "root.example", "ROOT", sid, [new DomainController("root1", "root.example", "Here", IsReadOnly: false, IsPdcEmulator: true, InvocationId: null)]);

    private async Task<IReadOnlyList<string>> GapsAsync(Sid principal, string rootSid = "S-1-5-21-7-8-9")
    {
        var forest = new DirectoryForest("root.example", "CN=Configuration,DC=root,DC=example", [Root(rootSid), Corp]);
        await using var members = new NestedMembers(forest, _directory);
        await members.AddAsync(principal, "Key Admins", Corp, TestContext.Current.CancellationToken);
        return members.Gaps;
    }

    private void Empty(string? sddl)
    {
        (string, byte[])[] shown = [("objectClass", "group"u8.ToArray()), ("objectSid", Group.ToBytes())];
        _directory.Put("dc1", Admins, sddl is null ? shown : [.. shown, ("nTSecurityDescriptor", SddlParser.Parse(sddl).ToBytes())]);
    }

    [Theory]
    [InlineData("D:(A;;RP;;;AU)")]
    [InlineData("D:(OA;;RP;bc0ac240-79a9-11d0-9020-00c04fc2d4cf;;AU)")]
    [InlineData("D:(OA;;RP;bf9679c0-0de6-11d0-a285-00aa003049e2;;AU)")]
    public async Task AnEmptyGroup_ThatMayBeRead_IsEmpty(string sddl)
    {
        Empty(sddl);

        Assert.Empty(await GapsAsync(Group));
    }

    [Theory]
    [InlineData("D:(A;;RC;;;AU)", "may not read the members")]
    [InlineData("D:(OD;;RP;bf9679c0-0de6-11d0-a285-00aa003049e2;;AU)(A;;RP;;;AU)", "may not read the members")]
    [InlineData(null, "has members is not known")]
    public async Task AnEmptyGroup_WhoseMembersMayNotBeRead_IsAGap(string? sddl, string why)
    {
        Empty(sddl);

        var gap = Assert.Single(await GapsAsync(Group));
        Assert.Contains(why, gap, StringComparison.Ordinal);
        Assert.Contains(Admins, gap, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEmptyGroup_WhereTheServerSaysNotWhoAsks_IsAGap()
    {
        Empty("D:(A;;RP;;;AU)");
        _directory.Put("dc1", "");

        Assert.Contains("cannot be told", Assert.Single(await GapsAsync(Group)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATrustee_ThatMayBelongToADomainOfUnknownSid_IsAGap()
    {
        var gap = Assert.Single(await GapsAsync(Sid.Parse("S-1-5-21-7-8-9-1105"), rootSid: string.Empty));

        Assert.Contains("may belong to root.example, whose SID is unknown", gap, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATrusteeOfAnotherForest_HoldsNobodyOfThisOne() => Assert.Empty(await GapsAsync(Sid.Parse("S-1-5-21-4-4-4-1105")));

    [Fact]
    public async Task ADomainThatDoesNotAnswer_IsAGap()
    {
        _directory.Fail("root1", DirectoryFault.Timeout);

        var gap = Assert.Single(await GapsAsync(Sid.Parse("S-1-5-21-7-8-9-519")));
        Assert.Contains("Who is in groups of root.example is not known", gap, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedCredentials_EndTheWork_ForAskingOnLocksTheAccount()
    {
        _directory.Fail("root1", DirectoryFault.Credentials);

        await Assert.ThrowsAsync<DirectoryException>(() => GapsAsync(Sid.Parse("S-1-5-21-7-8-9-519")));
    }

    [Fact]
    public async Task ARootDomainOfUnknownSid_LeavesItsAdministratorsUnknown()
    {
        var forest = new DirectoryForest("root.example", "CN=Configuration,DC=root,DC=example", [Root(string.Empty), Corp]);
        await using var members = new NestedMembers(forest, _directory);

        await PrivilegedPrincipals.AddProtectedAsync(members, forest, Corp, heuristics: null, TestContext.Current.CancellationToken);

        Assert.Contains("Schema Admins and Enterprise Admins", Assert.Single(members.Gaps), StringComparison.Ordinal);
    }
}
