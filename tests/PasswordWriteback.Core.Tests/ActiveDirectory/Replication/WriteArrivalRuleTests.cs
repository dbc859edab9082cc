using PasswordWriteback.Core.ActiveDirectory.Replication;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Replication;

public sealed class WriteArrivalRuleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Ours = Guid.Parse("11111111-0000-0000-0000-000000000001");
    private static readonly Guid Theirs = Guid.Parse("22222222-0000-0000-0000-000000000002");

    private static readonly DirectoryWrite Write = new(
        "OU=Staff,DC=corp,DC=example", "corp.example", "dc1.corp.example", Ours, Usn: 100, Version: 5, ["(A;;GA;;;WD)"], [], Noon);

    [Fact]
    public void OurWrite_WithItsAces_HasArrived() => Assert.Equal(WriteArrival.Arrived, Decide(Stamp(5, Ours, 100), daclAsWritten: true));

    [Fact]
    public void OurWrite_WithoutItsAces_IsNoProof() => Assert.Equal(WriteArrival.Superseded, Decide(Stamp(5, Ours, 100), daclAsWritten: false));

    [Fact]
    public void AnOlderVersion_IsPending() => Assert.Equal(WriteArrival.Pending, Decide(Stamp(4, Theirs, 7), daclAsWritten: false));

    [Fact]
    public void AnOlderVersion_ThatHappensToHoldTheAces_IsPendingAllTheSame() =>
        Assert.Equal(WriteArrival.Pending, Decide(Stamp(4, Theirs, 7), daclAsWritten: true));

    [Fact]
    public void ALaterVersion_ThatKeepsTheAces_HasArrived() => Assert.Equal(WriteArrival.Arrived, Decide(Stamp(6, Theirs, 7), daclAsWritten: true));

    [Fact]
    public void ALaterVersion_WithoutTheAces_Superseded() => Assert.Equal(WriteArrival.Superseded, Decide(Stamp(6, Theirs, 7), daclAsWritten: false));

    [Fact]
    public void TheSameVersionFromElsewhere_Earlier_WillBeReplaced() =>
        Assert.Equal(WriteArrival.Pending, Decide(Stamp(5, Theirs, 7, Noon.AddSeconds(-2)), daclAsWritten: false));

    [Fact]
    public void TheSameVersionFromElsewhere_Later_HasWon() =>
        Assert.Equal(WriteArrival.Superseded, Decide(Stamp(5, Theirs, 7, Noon.AddSeconds(2)), daclAsWritten: false));

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000009", WriteArrival.Pending)]
    [InlineData("22222222-0000-0000-0000-000000000002", WriteArrival.Superseded)]
    public void TheSameVersionInTheSameSecond_IsWonByTheHigherInvocationId(string theirs, WriteArrival expected) =>
        Assert.Equal(expected, Decide(Stamp(5, Guid.Parse(theirs), 7), daclAsWritten: false));

    [Theory]
    [InlineData(true, WriteArrival.Arrived)]
    [InlineData(false, WriteArrival.Pending)]
    public void WithoutMetadata_TheDaclDecides_AndTheReasonSaysSo(bool daclAsWritten, WriteArrival expected)
    {
        Assert.Equal(expected, WriteArrivalRule.Decide(Write, stamp: null, daclAsWritten, out var reason));
        Assert.Contains("metadata is not shown", reason, StringComparison.Ordinal);
    }

    private static WriteArrival Decide(AttributeStamp stamp, bool daclAsWritten)
    {
        var arrival = WriteArrivalRule.Decide(Write, stamp, daclAsWritten, out var reason);
        Assert.Contains(Write.Dn, reason, StringComparison.Ordinal);
        return arrival;
    }

    private static AttributeStamp Stamp(uint version, Guid invocationId, long usn, DateTimeOffset? at = null) =>
        new(version, at ?? Noon, invocationId, usn, LocalUsn: 1);
}
