using System.Text;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Tests.Replication;

namespace PasswordWriteback.Relay.Tests.Permissions;

public sealed class ScopeReaderTests
{
    private const string Staff = "OU=Staff,DC=corp,DC=example";
    private const string Account = "S-1-5-21-1-2-3-1151";

    private const string Group = "S-1-5-21-1-2-3-1200";
    private const string Other = "S-1-5-21-1-2-3-1201";
    private const string User = "bf967aba-0de6-11d0-a285-00aa003049e2";
    private const string Reset = "CR;00299570-246d-11d0-a768-00aa006e0529";
    private const string Change = "CR;ab721a53-1e2f-11d0-9819-00aa0040529b";
    private const string Lockout = "WP;28630ebf-41d5-11d1-a9c1-0000f80367c1";
    private const string LastSet = "WP;bf967a0a-0de6-11d0-a285-00aa003049e2";
    private const string Malformed = "malformed";
    private const string NotAllKnown = "not all SIDs of the account are known: Groups are hidden.";

    [Theory]
    [InlineData($"(OA;CIIO;{Reset};{User};{Account})", RightState.Present, "; judged without all SIDs of the account: Groups are hidden.")]
    [InlineData("", RightState.Unreadable, NotAllKnown)]
    public async Task AGapInTheToken_IsNoted(string aces, RightState state, string words)
    {
        var right = await AssessAsync(aces, WritebackRight.ResetPassword);

        Assert.Equal(state, right.State);
        Assert.Contains(words, right.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WritebackRight.ResetPassword, Reset)]
    [InlineData(WritebackRight.WriteLockoutTime, Lockout)]
    [InlineData(WritebackRight.WritePwdLastSet, LastSet)]
    public async Task ADenialBeforeTheGrant_ForAGroupThatMayHoldTheAccount_LeavesTheRightUnknown(WritebackRight right, string ace)
    {
        var denied = await AssessAsync($"(OD;CIIO;{ace};{User};{Group})(OA;CIIO;{ace};{User};{Account})", right);

        Assert.Equal(RightState.Unreadable, denied.State);
        Assert.Contains(Group, denied.Explanation, StringComparison.Ordinal);
        Assert.Contains(NotAllKnown, denied.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"(OA;CIIO;{Reset};{User};{Account})(OD;CIIOID;{Reset};{User};{Group})")] // the grant comes first
    [InlineData($"(OD;CIIO;{Lockout};{User};{Group})(OA;CIIO;{Reset};{User};{Account})")] // another right
    [InlineData($"(OD;CIIO;{Reset};4828cc14-1437-45bc-9b07-ad6f015e5f28;{Group})(OA;CIIO;{Reset};{User};{Account})")] // another class
    [InlineData($"(OD;CIIO;{Reset};{User};PS)(OD;CIIO;{Reset};{User};CO)(OA;CIIO;{Reset};{User};{Account})")] // nobody's group
    [InlineData($"(D;;GA;;;{Group})(OA;CIIO;{Reset};{User};{Account})")] // not inherited by users
    public async Task ADenialThatCouldNotTakeTheRightAway_LeavesItHeld(string aces)
    {
        Assert.Equal(RightState.Present, (await AssessAsync(aces, WritebackRight.ResetPassword)).State);
    }

    [Fact]
    public async Task AGroupThatIsAllowedAndDenied_IsNoProofThatAnotherGroupsDenialComesTooLate()
    {
        var right = await AssessAsync(
            $"(OA;CIIO;{Reset};{User};{Other})(OD;CIIO;{Reset};{User};{Group})(OA;CIIO;{Reset};{User};{Account})(OD;CIIO;{Lockout};{User};{Other})",
            WritebackRight.ResetPassword);

        Assert.Equal(RightState.Unreadable, right.State);
    }

    [Theory]
    [InlineData("", RightState.EffectiveThroughOther)]
    [InlineData($"(OD;;{Change};;{Group})", RightState.EffectiveThroughOther)] // of the user alone, as "user cannot change password"
    [InlineData($"(OD;ID;{Change};;{Group})", RightState.Unreadable)]
    public async Task ChangePasswordOfUsers_IsAskedInTheWorstCaseToo(string denial, RightState state)
    {
        var right = await AssessAsync(
            string.Empty, WritebackRight.ChangePassword, $"D:AI{denial}(OA;;{Change};;WD)", $"D:AI(OA;;{Change};;WD)");

        Assert.Equal(state, right.State);
    }

    [Theory]
    [InlineData("The security descriptor of CN=User 1,OU=Staff,DC=corp,DC=example, as dc1 returns it, cannot be read: ", $"D:AI(OA;;{Change};;WD)", Malformed)]
    [InlineData("The security descriptor of CN=User 0,", Malformed)]
    public async Task AUserOfTheSampleWhoseDescriptorIsMalformed_LeavesChangePasswordUnknown_AndIsNamed(string words, params string[] users)
    {
        var right = await AssessAsync(string.Empty, WritebackRight.ChangePassword, users);

        Assert.Equal(RightState.Unreadable, right.State);
        Assert.Contains(words, right.Explanation, StringComparison.Ordinal);
    }

    private static async Task<RightAssessment> AssessAsync(string aces, WritebackRight right, params string[] users)
    {
        var directory = new FakeForest();
        directory.Put(
            "dc1",
            Staff,
            ("objectClass", Encoding.UTF8.GetBytes("organizationalUnit")),
            ("nTSecurityDescriptor", SddlParser.Parse("D:AI" + aces).ToBytes()),
            ("replPropertyMetaData", Stamp()));
        directory.Put("dc1", "DC=corp,DC=example");
        foreach (var (index, user) in users.Index())
        {
            directory.Put(
                "dc1",
                $"CN=User {index},{Staff}",
                ("objectClass", Encoding.UTF8.GetBytes("user")),
                ("sAMAccountType", Encoding.UTF8.GetBytes("805306368")),
                ("nTSecurityDescriptor", user == Malformed ? [1, 0, 4, 128] : SddlParser.Parse(user).ToBytes()));
        }

        await using var connection = await directory.ConnectAsync("dc1", TestContext.Current.CancellationToken);
        var account = Sid.Parse(Account);
        var reader = new ScopeReader(
            connection,
            "dc1",
            new DirectoryDomain("DC=corp,DC=example", "corp.example", "CORP", "S-1-5-21-1-2-3", []),
            PermissionProfile.Default,
            @"CORP\MSOL_1",
            new AccessToken(account, [account]),
            ["Groups are hidden."],
            @"CORP\reader");

        var readings = await reader.ReadAsync([Staff], areNamed: true, new HashSet<string>(), TestContext.Current.CancellationToken);
        return readings[0].Assessment.Rights.First(item => item.Right == right);
    }

    private static byte[] Stamp()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write([1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
        writer.Write(PropertyMetadata.NtSecurityDescriptor);
        writer.Write(1u);
        writer.Write(DateTimeOffset.UnixEpoch.ToFileTime() / TimeSpan.TicksPerSecond);
        writer.Write(Guid.Empty.ToByteArray());
        writer.Write(1L);
        writer.Write(1L);
        return bytes.ToArray();
    }
}
