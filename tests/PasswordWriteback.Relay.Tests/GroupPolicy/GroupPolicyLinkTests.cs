using PasswordWriteback.Relay.GroupPolicy;

namespace PasswordWriteback.Relay.Tests.GroupPolicy;

public sealed class GroupPolicyLinkTests
{
    private const string First = "CN={31B2F340-016D-11D2-945F-00C04FB984F9},CN=Policies,CN=System,DC=contoso,DC=example";
    private const string Second = "CN={6AC1786C-016F-11D2-945F-00C04FB984F9},CN=Policies,CN=System,DC=contoso,DC=example";

    [Fact]
    public void Parse_SeveralLinks_KeepsOrderAndOptions()
    {
        var links = GroupPolicyLink.Parse($"[LDAP://{First};0][ldap://{Second};3]");

        Assert.Equal([new(First, IsDisabled: false, IsEnforced: false), new(Second, IsDisabled: true, IsEnforced: true)], links);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void Parse_NothingLinked_IsEmpty(string? value) => Assert.Empty(GroupPolicyLink.Parse(value));

    [Theory]
    [InlineData("LDAP://CN=x;0", 0)]
    [InlineData("[LDAP://CN=x;0", 0)]
    [InlineData("[LDAP://CN=x;0] [LDAP://CN=y;0]", 15)]
    [InlineData("[CN=x;0]", 0)]
    [InlineData("[LDAP://;0]", 0)]
    [InlineData("[LDAP://CN=x]", 0)]
    [InlineData("[LDAP://CN=x;on]", 13)]
    [InlineData("[LDAP://CN=x;99999999999]", 13)]
    public void Parse_Damaged_SaysWhere(string value, int position)
    {
        var error = Assert.Throws<GroupPolicyFormatException>(() => GroupPolicyLink.Parse(value));

        Assert.Equal((GroupPolicyPart.Links, position), (error.Part, error.Position));
    }

    [Fact]
    public void Order_NearContainersAndLaterLinksWin()
    {
        Assert.Equal(
            ["site", "domain-1", "domain-2", "ou"],
            Order(Container("S", "site"), Container("D", "domain-1", "domain-2"), Container("O", "ou")));
    }

    [Fact]
    public void Order_EnforcedLinksWin_TheFarthestLast()
    {
        var domain = new LinkedContainer("D", [Enforced("domain!"), Link("domain")], BlocksInheritance: false);
        var unit = new LinkedContainer("O", [Enforced("ou!"), Link("ou")], BlocksInheritance: false);

        Assert.Equal(["domain", "ou", "ou!", "domain!"], Order(domain, unit));
    }

    [Fact]
    public void Order_BlockedInheritance_LeavesEnforcedLinksAlone()
    {
        var domain = new LinkedContainer("D", [Enforced("domain!"), Link("domain")], BlocksInheritance: false);
        var unit = new LinkedContainer("O", [Link("ou")], BlocksInheritance: true);

        Assert.Equal(["ou", "domain!"], Order(domain, unit));
    }

    [Fact]
    public void Order_DisabledLinks_DoNotCount() =>
        Assert.Empty(Order(new LinkedContainer("D", [new("a", IsDisabled: true, IsEnforced: false), new("b", IsDisabled: true, IsEnforced: true)], false)));

    private static IEnumerable<string> Order(params LinkedContainer[] containers) => GroupPolicyOrder.Of(containers).Select(policy => policy.PolicyDn);

    private static LinkedContainer Container(string dn, params string[] links) => new(dn, [.. links.Select(Link)], BlocksInheritance: false);

    private static GroupPolicyLink Link(string dn) => new(dn, IsDisabled: false, IsEnforced: false);

    private static GroupPolicyLink Enforced(string dn) => new(dn, IsDisabled: false, IsEnforced: true);
}
