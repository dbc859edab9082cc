using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Coverage;

namespace PasswordWriteback.Relay.Tests.Coverage;

public sealed class TenantUserFileTests
{
    private static IReadOnlyDictionary<Sid, TenantUser> Read(string text) => TenantUserFile.Read(new StringReader(text));

    [Fact]
    public void Users_AreReadBySid_WhateverTheOtherColumns_AndCloudOnesAreLeftOut()
    {
        var users = Read("\uFEFF\"userPrincipalName\",\"onPremisesSecurityIdentifier\",licensed,selfService\r\na@x,\"S-1-5-21-1-2-3-1001\",True,false\r\ncloud@x,,true,true\r\n\r\nb@x,S-1-5-21-1-2-3-1002,,\r\n");

        Assert.Equal(2, users.Count);
        Assert.Equal(new TenantUser(true, false), users[Sid.Parse("S-1-5-21-1-2-3-1001")]);
        Assert.Equal(new TenantUser(null, null), users[Sid.Parse("S-1-5-21-1-2-3-1002")]);
    }

    [Fact]
    public void AListOfSidsAlone_SaysNothingMore() => Assert.Equal(new TenantUser(null, null), Assert.Single(Read("onPremisesSecurityIdentifier\nS-1-5-21-1-2-3-1001\n")).Value);

    [Theory]
    [InlineData("", "onPremisesSecurityIdentifier")]
    [InlineData("S-1-5-21-1-2-3-1001\n", "onPremisesSecurityIdentifier")]
    [InlineData("onPremisesSecurityIdentifier\nS-1-5-21-1-2-3-1001\nbob\n", "Line 3: 'bob' is no SID.")]
    [InlineData("onPremisesSecurityIdentifier,licensed\nS-1-5-21-1-2-3-1001,maybe\n", "Line 2: 'maybe'")]
    public void WhatIsNotOfThatForm_IsRefused_WithTheLine(string text, string says) =>
        Assert.Contains(says, Assert.Throws<InvalidDataException>(() => Read(text)).Message, StringComparison.Ordinal);
}
