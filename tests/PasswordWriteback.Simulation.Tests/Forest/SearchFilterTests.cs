using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Forest.Filters;
using PasswordWriteback.Simulation.Forest.Schema;

namespace PasswordWriteback.Simulation.Tests.Forest;

public sealed class SearchFilterTests
{
    private static readonly Entry Subject = new(new Dictionary<string, byte[][]>
    {
        ["objectClass"] = [LdapValue.Text("top"), LdapValue.Text("person"), LdapValue.Text("user")],
        ["objectCategory"] = [LdapValue.Text("CN=Person,CN=Schema,CN=Configuration,DC=contoso,DC=example")],
        ["cn"] = [LdapValue.Text("Ada (Tier 0) *")],
        ["userAccountControl"] = [LdapValue.Integer(0x10202)],
        ["adminCount"] = [LdapValue.Integer(1)],
        ["member"] = [LdapValue.Text("CN=Smith\\, Ann,OU=Staff,DC=contoso,DC=example")],
        ["objectSid"] = [new Core.ActiveDirectory.SecurityDescriptors.Sid(5, 32, 544).ToBytes()],
        ["whenCreated"] = [LdapValue.Text("20260301120000.0Z")],
    });

    [Theory]
    [InlineData("(objectClass=user)", true)]
    [InlineData("(OBJECTCLASS=User)", true)]
    [InlineData("(objectClass=group)", false)]
    [InlineData("(!(objectClass=group))", true)]
    [InlineData("(objectCategory=person)", true)]
    [InlineData("(objectCategory=CN=Person,CN=Schema,CN=Configuration,DC=contoso,DC=example)", true)]
    [InlineData("(objectCategory=group)", false)]
    [InlineData("(&(objectClass=user)(adminCount=1))", true)]
    [InlineData("(&(objectClass=user)(adminCount=0))", false)]
    [InlineData("(|(objectClass=group)(adminCount=01))", true)]
    [InlineData("(adminCount=*)", true)]
    [InlineData("(lockoutTime=*)", false)]
    [InlineData("(!(lockoutTime=*))", true)]
    [InlineData("(!(lockoutTime=1))", true)]
    [InlineData("(noSuchAttribute=1)", false)]
    [InlineData("(!(noSuchAttribute=1))", false)]
    [InlineData("(|(noSuchAttribute=1)(adminCount=1))", true)]
    [InlineData("(cn=Ada \\28Tier 0\\29 \\2a)", true)]
    [InlineData("(cn=ada*0\\29*)", true)]
    [InlineData("(cn=*tier*)", true)]
    [InlineData("(cn=*tier*ada*)", false)]
    [InlineData("(cn=a*a*a*a*a*)", false)]
    [InlineData("(adminCount>=1)", true)]
    [InlineData("(adminCount>=2)", false)]
    [InlineData("(adminCount<=1)", true)]
    [InlineData("(whenCreated>=20260101000000.0Z)", true)]
    [InlineData("(whenCreated<=20260101000000.0Z)", false)]
    [InlineData("(userAccountControl:1.2.840.113556.1.4.803:=2)", true)]
    [InlineData("(userAccountControl:1.2.840.113556.1.4.803:=6)", false)]
    [InlineData("(userAccountControl:1.2.840.113556.1.4.804:=6)", true)]
    [InlineData("(!(userAccountControl:1.2.840.113556.1.4.803:=2))", false)]
    [InlineData("(userAccountControl:1.2.3:=2)", false)]
    [InlineData("(objectSid=S-1-5-32-544)", true)]
    [InlineData("(objectSid=\\01\\02\\00\\00\\00\\00\\00\\05\\20\\00\\00\\00\\20\\02\\00\\00)", true)]
    [InlineData("(objectSid=S-1-5-32-545)", false)]
    [InlineData("(member=cn=smith\\5c, ann, ou=staff,dc=contoso,dc=example)", true)]
    [InlineData("(member=nobody)", false)]
    [InlineData("(member:1.2.840.113556.1.4.1941:=CN=far,DC=example)", true)]
    [InlineData("(member:1.2.840.113556.1.4.1941:=CN=farther,DC=example)", false)]
    public void AFilter_OnAnEntry_MatchesAsActiveDirectoryDoes(string filter, bool matches) =>
        Assert.Equal(matches, SearchFilterEvaluator.Matches(
            SearchFilterParser.Parse(filter), Subject, "CN=Schema,CN=Configuration,DC=contoso,DC=example"));

    [Theory]
    [InlineData("", 1)]
    [InlineData("objectClass=user", 1)]
    [InlineData("(objectClass=user", 18)]
    [InlineData("(objectClass=user))", 19)]
    [InlineData("(objectClass)", 13)]
    [InlineData("(&)", 3)]
    [InlineData("(!)", 3)]
    [InlineData("(!(a=1)(b=2))", 8)]
    [InlineData("(cn=a(b)", 6)]
    [InlineData("(cn=\\2)", 7)]
    [InlineData("(cn=\\zz)", 8)]
    [InlineData("(=user)", 7)]
    [InlineData("(c n=user)", 10)]
    [InlineData("(cn:=1)", 7)]
    [InlineData("(cn:1.2:3:=1)", 13)]
    public void ABadFilter_IsRefusedWithThePlace(string filter, int character)
    {
        var error = Assert.Throws<FormatException>(() => SearchFilterParser.Parse(filter));

        Assert.Contains($"at character {character}:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFilter_NestedTooDeep_IsRefused()
    {
        var filter = string.Concat(Enumerable.Repeat("(!", 5000)) + "(a=1)" + new string(')', 5000);

        Assert.Throws<FormatException>(() => SearchFilterParser.Parse(filter));
    }

    private sealed class Entry(Dictionary<string, byte[][]> values) : IFilterSubject
    {
        public IReadOnlyList<byte[]> Values(AttributeDefinition attribute) => values.GetValueOrDefault(attribute.Name) ?? [];

        public bool Reaches(AttributeDefinition link, string dn) => dn == "cn=far,dc=example";
    }
}
