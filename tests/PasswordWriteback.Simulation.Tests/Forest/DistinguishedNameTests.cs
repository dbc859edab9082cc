using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Simulation.Tests.Forest;

public sealed class DistinguishedNameTests
{
    [Theory]
    [InlineData(@"CN=Weber\, Jonas,OU=Staff", @"cn = Weber\2C Jonas , ou = staff")]
    [InlineData(@"CN=M\C3\BCller,OU=Staff", "CN=Müller,OU=Staff")]
    [InlineData(@"CN=\F0\9F\94\91\, key,OU=Staff", @"CN=🔑\, key,OU=Staff")]
    public void NamesThatAreTheSame_HaveOneKey(string one, string other) =>
        Assert.Equal(DistinguishedName.Key(one), DistinguishedName.Key(other));

    [Theory]
    [InlineData(@"CN=🔑\, key,OU=Staff", @"CN=🎩\, key,OU=Staff")]
    [InlineData(@"CN=Weber\, Jonas", "CN=Weber,CN=Jonas")]
    public void NamesThatAreNotTheSame_HaveTwo(string one, string other) =>
        Assert.NotEqual(DistinguishedName.Key(one), DistinguishedName.Key(other));

    [Theory]
    [InlineData("Staff")]
    [InlineData("CN=,OU=Staff")]
    public void WhatIsNoName_IsRefused(string text) => Assert.Throws<FormatException>(() => DistinguishedName.Key(text));
}
