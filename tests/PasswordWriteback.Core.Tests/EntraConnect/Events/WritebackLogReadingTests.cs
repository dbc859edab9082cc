using PasswordWriteback.Core.EntraConnect.Events;

namespace PasswordWriteback.Core.Tests.EntraConnect.Events;

public sealed class WritebackLogReadingTests
{
    [Fact]
    public void ADeniedReset_IsOpen_UntilTheSameUserSucceeds()
    {
        var log = new Log().Add(0, 33004, Log.Text(1, "ada", "hr=80230626")).Add(1, 31002, Log.Text(2, "bob"));
        Assert.True(Assert.Single(log.Sum().Troubles).Open);

        Assert.False(Assert.Single(log.Add(2, 31002, Log.Text(3, "ada")).Sum().Troubles).Open);
    }

    [Fact]
    public void ATroubleThatNamesNobody_IsOverWithAnySuccess_ButNotWithAnEarlierOne()
    {
        Assert.True(Assert.Single(new Log().Add(0, 31002, Log.Text(1, "ada")).Add(1, 33001).Sum().Troubles).Open);
        Assert.False(Assert.Single(new Log().Add(0, 33001).Add(1, 31002, Log.Text(1, "ada")).Sum().Troubles).Open);
    }

    [Fact]
    public void AnAdsyncError_IsTiedToItsUserByTrackingId_WhenItNamesOne()
    {
        var log = new Log().Add(0, 31001, Log.Text(1, "ada")).Sync(1, 6329, $"TrackingId: {Log.Id(1)} 0x80230626").Add(2, 31003, Log.Text(1, "ada")).Add(3, 31002, Log.Text(2, "bob"));

        Assert.All(log.Sum().Troubles, trouble => Assert.True(trouble.Open));
    }

    [Theory]
    [InlineData(33005)]
    [InlineData(33006)]
    [InlineData(33007)]
    [InlineData(33008)]
    public void WhatConcernsOnePersonsPassword_IsListed_AndNotOpen_NeitherIsTheFailureThatItCaused(int cause)
    {
        var byId = new Log().Add(0, 31001, Log.Text(1)).Add(1, cause, Log.Text(1)).Add(2, 31003, Log.Text(1)).Sum();
        var byTime = new Log().Add(0, 31001).Add(1, cause).Add(1.2, 31003).Sum();

        Assert.Equal(2, byId.Troubles.Count);
        Assert.All(byId.Troubles.Concat(byTime.Troubles), trouble => Assert.False(trouble.Open));
    }

    [Fact]
    public void AFailureWithAnotherCause_StaysOpen_BesideAPersonsOwn()
    {
        var log = new Log().Add(1, 33008, Log.Text(1)).Add(1, 31003, Log.Text(1)).Add(1, 33004, Log.Text(2)).Add(1, 31003, Log.Text(2));

        Assert.Equal([31003, 33004], log.Sum().Troubles.Where(trouble => trouble.Open).Select(trouble => trouble.EventId).Order());
    }

    [Theory]
    [InlineData(31034, 31019)]
    [InlineData(32002, 31019)]
    [InlineData(32005, 31005)]
    [InlineData(32009, 31005)]
    [InlineData(31014, 31013)]
    public void ATroubleOfTheService_IsOverWithItsOwnSign_AndNoEarlierOne(int trouble, int sign)
    {
        Assert.True(Assert.Single(new Log().Add(0, sign).Add(1, trouble).Sum().Troubles).Open);
        Assert.False(Assert.Single(new Log().Add(0, trouble).Add(1, sign).Sum().Troubles).Open);
    }

    [Fact]
    public void TheSameEventWithTwoCodes_IsTwoTroubles_EachWithItsOwnFix()
    {
        var troubles = new Log().Sync(0, 6329, "0x8023061f").Sync(1, 6329, "0x80230619").Sync(2, 6329, "0x8023061f").Sum().Troubles;

        Assert.Equal([("8023061F", 2, true), ("80230619", 1, false)], troubles.Select(trouble => (trouble.Code!, trouble.Count, trouble.Open)));
        Assert.Equal((Log.At(0), Log.At(2)), (troubles[0].First, troubles[0].Last));
        Assert.Contains("forest was added", troubles[0].Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public void UndocumentedIds_AreCounted_AndAreNoTrouble()
    {
        var sum = new Log().Add(0, 31999).Add(1, 31999).Add(2, 40000).Sum();

        Assert.Equal([(31999, 2), (40000, 1)], sum.UnknownEvents.Select(unknown => (unknown.EventId, unknown.Count)));
        Assert.Empty(sum.Troubles);
        Assert.Empty(sum.Operations);
    }

    [Fact]
    public void TheNamespaceInUse_IsThatOfTheNewestHeartbeat()
    {
        var sum = new Log()
            .Add(0, 31019, "sb://ssprdedicatedsbprodscu.servicebus.windows.net/a")
            .Add(1, 31019, "Endpoint SSPRdedicatedSBprodNCU.servicebus.windows.net ok")
            .Add(2, 32002, "https://other.servicebus.windows.net refused")
            .Sum();

        Assert.Equal("ssprdedicatedsbprodncu.servicebus.windows.net", sum.Namespace);
    }

    [Fact]
    public void ServiceStartAndStop_OffboardingAndCounts_AreTheNewest()
    {
        var sum = new Log().Add(0, 31015).Add(1, 31016).Add(2, 31015).Add(3, 31012).Add(4, 31013).Add(5, 31001).Add(6, 31002).Sum();

        Assert.Equal((Log.At(2), Log.At(1), Log.At(4)), (sum.ServiceStartedAt!.Value, sum.ServiceStoppedAt!.Value, sum.OffboardedAt!.Value));
        Assert.Equal(new SeenSuccess(WritebackOperation.SelfServiceReset, Log.At(5), Log.At(6)), sum.LastSuccess);
        Assert.Equal((Log.At(0), Log.At(6), 7), (sum.Oldest!.Value, sum.Newest!.Value, sum.Events));
    }

    [Fact]
    public void ASummary_NamesNoUser()
    {
        var sum = new Log().Add(0, 31001, Log.Text(1, "ada")).Add(1, 33004, Log.Text(1, "ada", "hr=80230626")).Add(2, 31003, Log.Text(1, "ada")).Sum();

        Assert.DoesNotContain("ada", sum.ToString() + string.Concat(sum.Troubles), StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptyLog_SaysNothing()
    {
        var sum = new Log().Sum();

        Assert.Equal((0, null, null, null), (sum.Events, sum.Oldest, sum.LastSuccess, sum.Namespace));
    }
}
