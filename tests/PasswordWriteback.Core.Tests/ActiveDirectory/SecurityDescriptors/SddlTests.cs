using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.SecurityDescriptors;

public sealed class SddlTests
{
    private const string ResetAce =
        "(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;S-1-5-21-1-2-3-1104)";

    private static readonly Sid Account = Sid.Parse("S-1-5-21-1-2-3-1104");

    [Fact]
    public void TheAceOfTheGuides_IsReadAndWritten()
    {
        var ace = SddlParser.ParseAce(ResetAce);

        Assert.Equal(
            Ace.AllowObject(
                Account,
                AccessMask.ControlAccess,
                new("00299570-246d-11d0-a768-00aa006e0529"),
                new("bf967aba-0de6-11d0-a285-00aa003049e2"),
                AceFlags.ContainerInherit | AceFlags.InheritOnly),
            ace);
        Assert.Equal(ResetAce, SddlFormatter.Format(ace));
    }

    [Theory]
    [InlineData("D:NO_ACCESS_CONTROL", DaclState.Null)]
    [InlineData("D:PAINO_ACCESS_CONTROL", DaclState.Null)]
    [InlineData("D:", DaclState.Present)]
    [InlineData("O:SYG:BA", DaclState.Absent)]
    [InlineData("O:SYG:BAD:PARAI(A;CI;GA;;;BA)S:ARAI(AU;SAFA;WD;;;WD)", DaclState.Present)]
    public void ADescriptor_ComesBackAsItWas(string sddl, DaclState state)
    {
        var descriptor = SddlParser.Parse(sddl);

        Assert.Equal(state, descriptor.DaclState);
        Assert.Equal(sddl, SddlFormatter.Format(SecurityDescriptor.Parse(descriptor.ToBytes())));
    }

    [Theory]
    [InlineData("(0x77;CIID;0x0102030405060708)")]
    [InlineData("(0x0c;;0x0001000000000000010100000000000100000000)")]
    [InlineData("(XA;;CR;;;WD;0x61727478)")]
    [InlineData("(RA;CI;;;;WD;0x0c000000)")]
    [InlineData("(ML;;;;;HI)")]
    [InlineData("(OA;;CR;;;WD)")]
    [InlineData("(A;;0x00100000;;;S-1-5-32-560)")]
    public void AnUnusualAce_ComesBackAsItWas(string sddl) => Assert.Equal(sddl, SddlFormatter.Format(SddlParser.ParseAce(sddl)));

    [Theory]
    [InlineData("(A;;FA;;;WD)", "(A;;0x001f01ff;;;WD)")]
    [InlineData("(A;;16;;;WD)", "(A;;RP;;;WD)")]
    [InlineData("(a;ci;rpwp;;;wd)", "(A;CI;RPWP;;;WD)")]
    [InlineData(" (A;;RP;;;S-1-1-0)\n", "(A;;RP;;;WD)")]
    public void WhatPeopleWrite_IsReadToo(string written, string formatted) =>
        Assert.Equal(formatted, SddlFormatter.Format(SddlParser.ParseAce(written)));

    [Theory]
    [InlineData("O:BAG:BAD: (A;;RP;;;DA)(A;;RP;;;AU)", "O:BAG:BAD:(A;;RP;;;DA)(A;;RP;;;AU)")]
    [InlineData("D:P\n  (A;;RP;;;WD)\n  (A;;WP;;;WD)\nS:(AU;SA;WP;;;WD)", "D:P(A;;RP;;;WD)(A;;WP;;;WD)S:(AU;SA;WP;;;WD)")]
    public void WhiteSpaceAroundAces_IsReadOver(string written, string formatted)
    {
        var domain = SddlDomain.Root(Sid.Parse("S-1-5-21-1-2-3"));

        Assert.Equal(formatted, SddlFormatter.Format(SddlParser.Parse(written, domain), domain));
    }

    [Fact]
    public void DomainRelativeNames_NeedTheDomain()
    {
        var child = new SddlDomain(Sid.Parse("S-1-5-21-4-5-6"), Sid.Parse("S-1-5-21-1-2-3"));
        var unknownRoot = child with { ForestRoot = null };

        Assert.Equal(Sid.Parse("S-1-5-21-4-5-6-512"), SddlParser.ParseAce("(A;;GA;;;DA)", child).Sid);
        Assert.Equal(Sid.Parse("S-1-5-21-1-2-3-519"), SddlParser.ParseAce("(A;;GA;;;EA)", child).Sid);
        Assert.Equal("(A;;GA;;;EA)", SddlFormatter.Format(SddlParser.ParseAce("(A;;GA;;;EA)", child), child));
        Assert.Throws<DescriptorFormatException>(() => SddlParser.ParseAce("(A;;GA;;;DA)"));
        Assert.Throws<DescriptorFormatException>(() => SddlParser.ParseAce("(A;;GA;;;EA)", unknownRoot));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("X:", 0)]
    [InlineData("D:(A;;RP;;;WD", 2)]
    [InlineData("D:(A;;RP;;;WD)x", 14)]
    [InlineData("D:D:", 2)]
    [InlineData("O:XX", 2)]
    [InlineData("D:(Q;;RP;;;WD)", 3)]
    [InlineData("D:(A;ZZ;RP;;;WD)", 5)]
    [InlineData("D:(A;CIZ;RP;;;WD)", 7)]
    [InlineData("D:(A;;RPZZ;;;WD)", 8)]
    [InlineData("D:(OA;;RP;nope;;WD)", 10)]
    [InlineData("D:(A;;RP;;;nope)", 11)]
    [InlineData("D:(A;;RP)", 3)]
    [InlineData("D:(A;;RP;00299570-246d-11d0-a768-00aa006e0529;;WD)", 9)]
    [InlineData("D:(XA;;RP;;;WD;(a == 1))", 15)]
    [InlineData("D:(XA;;RP;;;WD;0x1)", 15)]
    [InlineData("D:(0x05;;0x00)", 9)]
    [InlineData("D:(0x205;;0x00)", 3)]
    public void TextThatIsNoSddl_IsRefusedWithItsPlace(string text, int offset)
    {
        var error = Assert.Throws<DescriptorFormatException>(() => SddlParser.Parse(text));

        Assert.Equal(offset, error.Offset);
    }
}
