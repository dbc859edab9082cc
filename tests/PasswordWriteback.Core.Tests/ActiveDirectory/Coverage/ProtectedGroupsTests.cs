using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Coverage;

/// <summary>MS-ADTS 6.1.1.2.4.1.2, dwAdminSDExMask: the 16th character of dSHeuristics.</summary>
public sealed class ProtectedGroupsTests
{
    private static readonly Sid Child = Sid.Parse("S-1-5-21-1-2-3");
    private static readonly Sid Root = Sid.Parse("S-1-5-21-7-8-9");

    private static IEnumerable<string> Names(string? heuristics) =>
        ProtectedGroups.Of(Child, Root, heuristics).Select(principal => principal.Name);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000002")]
    [InlineData("0000000001000000")]
    public void ByDefault_AllFourOperatorGroups_AreProtected(string? heuristics)
    {
        Assert.Equal(13, Names(heuristics).Count());
        Assert.Empty(ProtectedGroups.LeftOut(heuristics));
    }

    [Theory]
    [InlineData("0000000001000001", "Account Operators")]
    [InlineData("0000000001000002", "Server Operators")]
    [InlineData("0000000001000004", "Print Operators")]
    [InlineData("0000000001000008", "Backup Operators")]
    public void ABit_LeavesItsOperators_Out(string heuristics, string name)
    {
        Assert.DoesNotContain(name, Names(heuristics));
        Assert.Equal(name, Assert.Single(ProtectedGroups.LeftOut(heuristics)).Name);
    }

    [Fact]
    public void TheMask_IsHexadecimal() => Assert.Equal(4, ProtectedGroups.LeftOut("000000000100000f").Count);

    [Fact]
    public void EnterpriseGroups_BelongToTheForestRoot()
    {
        var groups = ProtectedGroups.Of(Child, Root, null).ToDictionary(principal => principal.Name, principal => principal.Sid.ToString());

        Assert.Equal("S-1-5-21-7-8-9-519", groups["Enterprise Admins"]);
        Assert.Equal("S-1-5-21-7-8-9-518", groups["Schema Admins"]);
        Assert.Equal("S-1-5-21-1-2-3-512", groups["Domain Admins"]);
    }
}
