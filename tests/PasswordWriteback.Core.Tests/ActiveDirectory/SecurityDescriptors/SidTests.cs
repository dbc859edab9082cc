using System.Text.Json;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.SecurityDescriptors;

public sealed class SidTests
{
    [Theory]
    [InlineData("S-1-1-0", "010100000000000100000000")]
    [InlineData("S-1-5-32-544", "01020000000000052000000020020000")]
    [InlineData("S-1-5-21-1004336348-1177238915-682003330-512", "010500000000000515000000DCF4DC3B833D2B46828BA62800020000")]
    [InlineData("S-1-0xffffffffffff-1", "0101FFFFFFFFFFFF01000000")]
    [InlineData("S-1-4294967295-1", "01010000FFFFFFFF01000000")]
    public void StringAndBinaryForm_AreTheSameSid(string text, string hex)
    {
        var sid = Sid.Parse(text);

        Assert.Equal(hex, Convert.ToHexString(sid.ToBytes()));
        Assert.Equal(text, sid.ToString());
        Assert.Equal(sid, Sid.Read(Convert.FromHexString(hex)));
        Assert.Equal(sid.GetHashCode(), Sid.Read(Convert.FromHexString(hex)).GetHashCode());
        Assert.Equal(hex.Length / 2, sid.BinaryLength);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S-1")]
    [InlineData("S-1-")]
    [InlineData("S-2-5-18")]
    [InlineData("S-1-5-")]
    [InlineData("S-1-5--18")]
    [InlineData("S-1-5-+18")]
    [InlineData("S-1-5- 18")]
    [InlineData("S-1-5-4294967296")]
    [InlineData("S-1-281474976710656-1")]
    [InlineData("S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16")]
    public void TextThatIsNoSid_IsRefused(string text)
    {
        Assert.False(Sid.TryParse(text, out _));
        Assert.Throws<DescriptorFormatException>(() => Sid.Parse(text));
    }

    [Fact]
    public void AnAccountsSid_HasDomainAndRid()
    {
        var account = Sid.Parse("S-1-5-21-1-2-3-1104");

        Assert.Equal(Sid.Parse("S-1-5-21-1-2-3"), account.DomainSid);
        Assert.Equal(1104u, account.Rid);
        Assert.Equal(account, account.DomainSid!.Append(1104));
        Assert.Null(WellKnownSids.BuiltinAdministrators.DomainSid);
        Assert.Null(account.DomainSid.DomainSid);
    }

    [Fact]
    public void Json_IsTheStringForm_AlsoAsAKey()
    {
        var names = new Dictionary<Sid, Sid> { [WellKnownSids.Self] = WellKnownSids.Everyone };

        var json = JsonSerializer.Serialize(names);

        Assert.Equal("""{"S-1-5-10":"S-1-1-0"}""", json);
        Assert.Equal(names, JsonSerializer.Deserialize<Dictionary<Sid, Sid>>(json));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Sid>("\"S-9\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Sid>("5"));
    }
}
