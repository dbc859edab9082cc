using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Replication;

public sealed class ReplicationTimeTests
{
    private static readonly SiteLink[] Chain = [Link("a-b", 3, "A", "B"), Link("b-c", 3, "B", "C"), Link("c-d", 3, "C", "D")];

    [Theory]
    [InlineData("A", "A", 0)]
    [InlineData("A", "b", 3)]
    [InlineData("A", "D", 9)]
    [InlineData("D", "B", 6)]
    public void TheLongestTime_IsTheSumOverTheLinks(string from, string to, int hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), ReplicationTime.Between(Chain, from, to));

    [Fact]
    public void TheCheapestWayIsTaken_NotTheFastest()
    {
        SiteLink[] links = [Link("slow", 8, "A", "B") with { Cost = 10 }, Link("fast", 1, "A", "B") with { Cost = 50 }];

        Assert.Equal(TimeSpan.FromHours(8), ReplicationTime.Between(links, "A", "B"));
    }

    [Fact]
    public void OfWaysOfTheSameCost_TheSlowerOneCounts() => Assert.Equal(
        TimeSpan.FromHours(8), ReplicationTime.Between([Link("fast", 1, "A", "B"), Link("slow", 8, "A", "B")], "A", "B"));

    [Fact]
    public void AWayThatIsNotThere_OrNeverOpens_IsUnknown()
    {
        Assert.Null(ReplicationTime.Between(Chain, "A", "X"));
        Assert.Null(ReplicationTime.Between([Link("a-b", 3, "A", "B") with { LongestClosed = null }], "A", "B"));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(3, 6)]
    [InlineData(30, 60)]
    [InlineData(200, 168)]
    public void TheDeadline_IsTwiceTheLongestTime_FourHoursToSevenDays(int linkHours, int expectedHours) => Assert.Equal(
        TimeSpan.FromHours(expectedHours), ReplicationTime.Deadline(Forest([Link("a-b", linkHours, "A", "B")]), [Waited("A"), Waited("B")]));

    [Fact]
    public void WithoutLinks_OrWithoutAWay_ItIsADay()
    {
        Assert.Equal(TimeSpan.FromDays(1), ReplicationTime.Deadline(Forest(null), [Waited("A")]));
        Assert.Equal(TimeSpan.FromDays(1), ReplicationTime.Deadline(Forest(Chain), [Waited("X")]));
    }

    [Fact]
    public void TheDeadline_IsThatOfTheFarthest_WhateverTheOrder()
    {
        Assert.Equal(TimeSpan.FromHours(18), ReplicationTime.Deadline(Forest(Chain), [Waited("D"), Waited("A"), Waited("b")]));
        Assert.Equal(TimeSpan.FromHours(24), ReplicationTime.Deadline(Forest(Chain), [Waited("X"), Waited("D")]));
    }

    private static SiteLink Link(string name, int hours, params string[] sites) =>
        new(name, sites, Cost: 100, TimeSpan.FromHours(1), TimeSpan.FromHours(hours - 1));

    private static DirectoryForest Forest(IReadOnlyList<SiteLink>? links) => new(
        "contoso.com",
        "CN=Configuration,DC=contoso,DC=com",
        [new DirectoryDomain("DC=contoso,DC=com", "contoso.com", "CONTOSO", "S-1-5-21-1-2-3", [new DomainController("dc1.contoso.com", "contoso.com", "A", false, true, null)])],
        links);

    private static ControllerConfirmation Waited(string site) =>
        new($"dc.{site}", "contoso.com", site, true, "named", ConfirmationState.RootPending, "", null, 0);
}
