using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Rights;

public sealed class WordsTests
{
    private const string User = "bf967aba-0de6-11d0-a285-00aa003049e2";

    [Theory]
    [InlineData("(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;" + User + ";AU)", "Authenticated Users may use Reset Password on descendant user objects")]
    [InlineData("(OA;CIIO;WP;28630ebf-41d5-11d1-a9c1-0000f80367c1;" + User + ";AU)", "Authenticated Users may write lockoutTime on descendant user objects")]
    [InlineData("(OA;;CR;ccc2dc7d-a6ad-4a7a-8846-c04e3cc53501;;AU)", "Authenticated Users may use Unexpire Password on this object only")]
    [InlineData("(OD;ID;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)", "Everyone may not use Change Password on this object only (inherited)")]
    [InlineData("(OA;CI;RPWP;4c164200-20c0-11d0-a768-00aa006e0529;;PS)", "SELF may read and write the property set User-Account-Restrictions on this object and descendant objects")]
    [InlineData("(OA;;SW;bf9679c0-0de6-11d0-a285-00aa003049e2;;PS)", "SELF may make the validated write Self-Membership on this object only")]
    [InlineData("(OA;;CC;bf967a86-0de6-11d0-a285-00aa003049e2;;AU)", "Authenticated Users may create computer objects on this object only")]
    [InlineData("(A;CINP;GA;;;SY)", "SYSTEM may do everything on this object and child objects")]
    [InlineData("(A;;GR;;;SY)", "SYSTEM may read all properties, read permissions, list contents and list object on this object only")]
    [InlineData("(A;;0x00000200;;;SY)", "SYSTEM may use rights 0x00000200 on this object only")]
    [InlineData("(XA;;CR;;;SY;0x61727478)", "SYSTEM may use all extended rights on this object only, under a condition")]
    [InlineData("(0x77;;0x00000000)", "An entry of type 119 that this product does not read (8 bytes)")]
    public void AnAce_IsASentence(string sddl, string sentence) => Assert.Equal(sentence, Words.Describe(SddlParser.ParseAce(sddl)));

    [Fact]
    public void Names_ComeFromTheResolver_ElseTheSidStays()
    {
        var account = Sid.Parse("S-1-5-21-1-2-3-1104");
        var ace = Ace.Allow(account, AccessMask.Delete);

        Assert.StartsWith(@"CONTOSO\MSOL_1 may delete", Words.Describe(ace, _ => @"CONTOSO\MSOL_1"), StringComparison.Ordinal);
        Assert.StartsWith("S-1-5-21-1-2-3-1104 may delete", Words.Describe(ace, _ => null), StringComparison.Ordinal);
    }
}
