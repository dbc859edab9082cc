using PasswordWriteback.Core.ActiveDirectory.Topology;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Topology;

public sealed class DistinguishedNameTests
{
    [Theory]
    [InlineData("CN=Anna,OU=Staff,DC=corp,DC=example", "OU=Staff,DC=corp,DC=example")]
    [InlineData(@"CN=Weber\, Jonas,OU=Staff,DC=example", "OU=Staff,DC=example")]
    [InlineData(@"CN=Ends with \\,OU=Staff", "OU=Staff")]
    [InlineData("DC=example", "")]
    public void Parent_EndsTheFirstComponentAtTheFirstUnescapedComma(string dn, string parent) => Assert.Equal(parent, DistinguishedName.Parent(dn));

    [Theory]
    [InlineData(@"CN=Weber\, Jonas,OU=Staff", "Weber, Jonas")]
    [InlineData(@"CN=M\C3\BCller,OU=Staff", "Müller")]
    [InlineData("CN=Müller,OU=Staff", "Müller")]
    [InlineData("OU=a=b", "a=b")]
    [InlineData(@"CN=\F0\9F\94\91 key,OU=x", "🔑 key")]
    [InlineData(@"CN=🔑\, key,OU=x", "🔑, key")]
    public void FirstValue_IsUnescaped(string dn, string value) => Assert.Equal(value, DistinguishedName.FirstValue(dn));

    [Theory]
    [InlineData("CN=Anna,OU=Staff,DC=corp,DC=example", "ou=staff,dc=corp,dc=example", true)]
    [InlineData("OU=Staff,DC=corp,DC=example", "OU=Staff,DC=corp,DC=example", true)]
    [InlineData("OU=NotStaff,DC=example", "Staff,DC=example", false)]
    [InlineData(@"CN=x\,OU=Staff,DC=example", "OU=Staff,DC=example", false)]
    [InlineData(@"CN=x\\,OU=Staff,DC=example", "OU=Staff,DC=example", true)]
    [InlineData("DC=example", "OU=Staff,DC=example", false)]
    public void IsAtOrBelow_KnowsComponentsFromText(string dn, string ancestor, bool expected) =>
        Assert.Equal(expected, DistinguishedName.IsAtOrBelow(dn, ancestor));

    [Fact]
    public void Ancestors_AreNearestFirst_AndEndAtTheTop() => Assert.Equal(
        ["OU=b,OU=a,DC=x", "OU=a,DC=x"], DistinguishedName.Ancestors("CN=c,OU=b,OU=a,DC=x", "OU=a,DC=x"));

    [Fact]
    public void Depth_CountsComponents() => Assert.Equal(3, DistinguishedName.Depth(@"CN=a\,b,OU=c,DC=d"));
}
