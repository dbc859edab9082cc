using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Tests.Replication;

/// <summary>When waiting is in vain: dc1 was written to, and dc2 has to follow.</summary>
public sealed class SupersededWriteTests : ConfirmationTest
{
    private const string Dc1 = "dc1.corp.example";
    private const string Dc2 = "dc2.corp.example";

    [Fact]
    public async Task NothingChangedSince_IsNotGone() => Assert.Null((await ConfirmAsync()).Superseded);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ALaterChangeOnTheWrittenController_ThatTookItBack_IsForGood_HoweverFarBehindTheOtherIs(uint versionOfTheOther)
    {
        Staffed(Dc1, Foreign, version: 3, usn: 900, Dc2Id);
        Staffed(Dc2, versionOfTheOther == 2 ? Foreign + Ours : Foreign, versionOfTheOther, usn: 100);

        var superseded = (await ConfirmAsync()).Superseded;

        Assert.Contains("version 3", superseded, StringComparison.Ordinal);
        Assert.Contains("dc1.corp.example itself", superseded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AConcurrentChangeOfTheSameVersion_ThatWonOnTheWrittenController_IsForGood()
    {
        Staffed(Dc1, Foreign, version: 2, usn: 900, Dc2Id);

        Assert.NotNull((await ConfirmAsync()).Superseded);
    }

    [Fact]
    public async Task AnotherControllerThatLacksIt_MayMerelyBeBehind()
    {
        Staffed(Dc2, Foreign, version: 3, usn: 900, Dc2Id);
        Assert.Null((await ConfirmAsync()).Superseded);

        Staffed(Dc1, Foreign + Ours, version: 4, usn: 120);
        Assert.Null((await ConfirmAsync()).Superseded);
    }

    [Fact]
    public async Task AStillLaterChangeElsewhere_ThatKeepsIt_IsOnItsWay()
    {
        Staffed(Dc1, Foreign, version: 3, usn: 900, Dc2Id);
        Staffed(Dc2, Foreign + Ours, version: 4, usn: 901, Dc2Id);

        Assert.Null((await ConfirmAsync()).Superseded);
    }

    [Fact]
    public async Task AWrittenControllerThatWasSetBack_IsBehindItself()
    {
        Staffed(Dc1, Foreign, version: 1, usn: 50);

        Assert.Null((await ConfirmAsync()).Superseded);
    }

    [Fact]
    public async Task OurOwnStampWithoutItsAces_IsNoLaterChange()
    {
        Staffed(Dc1, Foreign, version: 2, usn: 100);

        Assert.Null((await ConfirmAsync()).Superseded);
    }

    [Fact]
    public async Task WithoutMetadataOrAnAnswerOfTheWrittenController_NobodyKnows()
    {
        _directory.Put(Dc1, Staff, ("objectClass", Text("organizationalUnit")), ("nTSecurityDescriptor", Sd("D:AI" + Foreign)));
        Assert.Null((await ConfirmAsync()).Superseded);

        Staffed(Dc2, Foreign, version: 3, usn: 900, Dc2Id);
        _directory.Fail(Dc1, DirectoryFault.Timeout);
        Assert.Null((await ConfirmAsync()).Superseded);
    }
}
