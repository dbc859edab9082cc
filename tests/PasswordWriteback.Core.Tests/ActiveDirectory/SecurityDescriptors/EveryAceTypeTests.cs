using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.SecurityDescriptors;

/// <summary>Each type of MS-DTYP 2.4.4.1, and unknown ones, through everything that the product does to a descriptor.</summary>
public sealed class EveryAceTypeTests
{
    private static readonly Ace Ours = Ace.Allow(WellKnownSids.Everyone, AccessMask.ReadControl);

    public static TheoryData<byte> Types => [.. EveryAceType.Aces.Select(ace => (byte)ace.Type)];

    private static Ace Of(byte type) => EveryAceType.Aces.Single(ace => ace.Type == (AceType)type);

    [Fact]
    public void EveryNamedType_IsAmongThem() =>
        Assert.All(Enum.GetValues<AceType>(), type => Assert.Contains(EveryAceType.Aces, ace => ace.Type == type));

    [Theory]
    [MemberData(nameof(Types))]
    public void InADaclAndInASacl_ItIsReadAndWritten_ByteForByte(byte type)
    {
        var acl = new Acl([Of(type)]);
        var bytes = new SecurityDescriptor(DescriptorControl.None, null, null, acl, acl).ToBytes();

        var read = SecurityDescriptor.Parse(bytes);

        Assert.Equal(bytes, read.ToBytes());
        Assert.Equal(Of(type).Bytes, Assert.Single(read.Dacl!.Aces).Bytes);
        Assert.Equal(Of(type).Bytes, Assert.Single(read.Sacl!.Aces).Bytes);
        Assert.Equal(bytes, new SecurityDescriptor(read.Control, null, null, read.Dacl, read.Sacl).ToBytes());
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void AnotherAceInsertedThenRemoved_LeavesIt_ByteForByte(byte type)
    {
        var before = new SecurityDescriptor(DescriptorControl.None, null, null, new Acl([Of(type)]));

        var granted = SecurityDescriptor.Parse(before.WithDacl(before.Dacl!.InsertCanonical(Ours)).ToBytes());
        var revoked = SecurityDescriptor.Parse(granted.WithDacl(granted.Dacl!.Remove(Ours)).ToBytes());

        Assert.Equal(2, granted.Dacl.Aces.Length);
        Assert.Contains(Of(type), granted.Dacl.Aces);
        Assert.Equal(before.Dacl, revoked.Dacl);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Removed_ItAloneIsGone(byte type)
    {
        var after = EveryAceType.Acl.Remove(Of(type));

        Assert.Equal(EveryAceType.Aces.Where(ace => ace.Type != (AceType)type), after.Aces);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void InSddl_ItComesBack_ByteForByte(byte type)
    {
        var sddl = SddlFormatter.Format(Of(type));

        Assert.Equal(Of(type), SddlParser.ParseAce(sddl));
    }

    [Theory]
    [InlineData(0x00, "(A;;RP;;;S-1-5-21-1-2-3-1104)")]
    [InlineData(0x03, "(AL;;RP;;;S-1-5-21-1-2-3-1104)")]
    [InlineData(0x04, "(0x04;CI;0x0102030405060708090a0b04)")]
    [InlineData(0x09, "(XA;;RP;;;S-1-5-21-1-2-3-1104;0x617274780900feff)")]
    [InlineData(0x12, "(RA;;RP;;;WD;0x617274781200feff)")]
    [InlineData(0x13, "(SP;;RP;;;S-1-17-1-2-3-4-5)")]
    [InlineData(0x77, "(0x77;CI;0x0102030405060708090a0b77)")]
    public void ItsSddl_IsTheDocumentedForm(byte type, string sddl) => Assert.Equal(sddl, SddlFormatter.Format(Of(type)));

    [Theory]
    [InlineData("(XA;;CR;;;WD;(Member_of {SID(BA)}))", "a condition or claim in words is not read")]
    [InlineData("(RA;;;;;WD;(\"Project\",TS,0,\"Windows\"))", "a condition or claim in words is not read")]
    public void ConditionsAndClaimsInWords_AreRefused_AndTheErrorSaysWhatIsRead(string sddl, string reason)
    {
        var error = Assert.Throws<DescriptorFormatException>(() => SddlParser.ParseAce(sddl));

        Assert.StartsWith(reason, error.Reason, StringComparison.Ordinal);
        Assert.Contains("0x", error.Reason, StringComparison.Ordinal);
        Assert.Equal(sddl.IndexOf('(', 1), error.Offset);
    }
}
