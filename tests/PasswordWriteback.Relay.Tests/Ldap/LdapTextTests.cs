using System.Text.Json;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Tests.Ldap;

public sealed class LdapTextTests
{
    [Theory]
    [InlineData("dc1.corp.example", LdapSecurity.Ldaps, "dc1.corp.example", 636, LdapSecurity.Ldaps)]
    [InlineData("dc1.corp.example", LdapSecurity.StartTls, "dc1.corp.example", 389, LdapSecurity.StartTls)]
    [InlineData("dc1:3269", LdapSecurity.Ldaps, "dc1", 3269, LdapSecurity.Ldaps)]
    [InlineData("ldaps://dc1.corp.example:636/", LdapSecurity.SealedKerberos, "dc1.corp.example", 636, LdapSecurity.Ldaps)]
    [InlineData("LDAP://dc1", LdapSecurity.StartTls, "dc1", 389, LdapSecurity.StartTls)]
    [InlineData("[2001:db8::1]:636", LdapSecurity.Ldaps, "2001:db8::1", 636, LdapSecurity.Ldaps)]
    [InlineData("2001:db8::1", LdapSecurity.Ldaps, "2001:db8::1", 636, LdapSecurity.Ldaps)]
    [InlineData("10.0.0.1", LdapSecurity.Ldaps, "10.0.0.1", 636, LdapSecurity.Ldaps)]
    public void ServerAddress_IsReadInEveryForm(string text, LdapSecurity otherwise, string host, int port, LdapSecurity security) =>
        Assert.Equal(new ServerAddress(host, port, security), ServerAddress.Parse(text, otherwise));

    [Theory]
    [InlineData("")]
    [InlineData("dc1:")]
    [InlineData("dc1:0")]
    [InlineData("dc1:65536")]
    [InlineData("dc1:ldap")]
    [InlineData("dc 1")]
    [InlineData("https://dc1")]
    [InlineData("dc1/path")]
    public void ServerAddress_ThatIsNone_IsAnError(string text) =>
        Assert.Throws<FormatException>(() => ServerAddress.Parse(text, LdapSecurity.Ldaps));

    [Theory]
    [InlineData("Anna", "Anna")]
    [InlineData("*", @"\2a")]
    [InlineData("a)(objectClass=*", @"a\29\28objectClass=\2a")]
    [InlineData(@"a\b", @"a\5cb")]
    public void Filter_KeepsANameAName(string value, string expected) => Assert.Equal(expected, LdapFilter.Escape(value));

    [Fact]
    public void Secret_HasNoTextForm()
    {
        var identity = LdapIdentity.User("anna", "s3cret");
        var options = new LdapOptions { Identity = identity };

        Assert.DoesNotContain("s3cret", $"{identity} {identity.Password} {options}", StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", JsonSerializer.Serialize(options), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("anna", "")]
    public void Identity_WithoutNameOrPassword_IsRefused(string name, string password) =>
        Assert.Throws<ArgumentException>(() => LdapIdentity.User(name, password));

    [Fact]
    public void RangedAttribute_IsPutTogetherFromItsPieces()
    {
        var first = Entry(("member;range=0-1", ["a", "b"]));
        var ranged = RangedAttribute.FirstIncomplete(first);

        Assert.NotNull(ranged);
        Assert.Equal("member;range=2-*", ranged.Next);
        var second = ranged.Append(first, Entry(("member;range=2-3", ["c", "d"])));
        Assert.Equal("member;range=4-*", RangedAttribute.FirstIncomplete(second)!.Next);
        var last = RangedAttribute.FirstIncomplete(second)!.Append(second, Entry(("member;range=4-*", ["e"])));
        Assert.Null(RangedAttribute.FirstIncomplete(last));
        Assert.Equal(["a", "b", "c", "d", "e"], last.GetStrings("member"));
    }

    [Fact]
    public void RangedAttribute_OfWhichTheServerShowsNoMore_EndsWithWhatThereIs()
    {
        var first = Entry(("member;range=0-1", ["a", "b"]));

        var last = RangedAttribute.FirstIncomplete(first)!.Append(first, Entry());

        Assert.Equal(["a", "b"], last.GetStrings("member"));
    }

    private static DirectoryEntry Entry(params (string Name, string[] Values)[] attributes) => new(
        "CN=x",
        attributes.ToDictionary(
            pair => pair.Name,
            pair => (IReadOnlyList<byte[]>)[.. pair.Values.Select(System.Text.Encoding.UTF8.GetBytes)],
            StringComparer.OrdinalIgnoreCase));
}
