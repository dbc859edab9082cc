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

    [Theory]
    [InlineData($"(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;{Account})", RightState.Present, "; judged without all SIDs of the account: Groups are hidden.")]
    [InlineData("", RightState.Unreadable, "not all SIDs of the account are known: Groups are hidden.")]
    public async Task AGapInTheToken_IsNoted(string aces, RightState state, string words)
    {
        var directory = new FakeForest();
        directory.Put(
            "dc1",
            Staff,
            ("objectClass", Encoding.UTF8.GetBytes("organizationalUnit")),
            ("nTSecurityDescriptor", SddlParser.Parse("D:AI" + aces).ToBytes()),
            ("replPropertyMetaData", Stamp()));
        directory.Put("dc1", "DC=corp,DC=example");
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

        var readings = await reader.ReadAsync([Staff], new HashSet<string>(), TestContext.Current.CancellationToken);

        var right = readings[0].Assessment.Rights.First(item => item.Right == WritebackRight.ResetPassword);
        Assert.Equal(state, right.State);
        Assert.Contains(words, right.Explanation, StringComparison.Ordinal);
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
