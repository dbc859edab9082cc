using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Licensing;

namespace PasswordWriteback.Core.Tests.Licensing;

public sealed class UserLicencesTests
{
    [Fact]
    public void Judge_EveryUserLicensed_IsMet()
    {
        var finding = UserLicences.Judge(Counts(80, 80));

        Assert.Equal(FindingStatus.Met, finding.Status);
        Assert.Equal("All 80 synchronized, enabled users hold Entra ID P1 or P2.", finding.Evidence.Summary);
    }

    [Fact]
    public void Judge_SomeUsersWithoutLicence_IsNotMetWithTheNumber()
    {
        var finding = UserLicences.Judge(Counts(80, 77));

        Assert.Equal(FindingStatus.NotMet, finding.Status);
        Assert.Equal("3 of 80 synchronized, enabled users hold neither Entra ID P1 nor P2.", finding.Evidence.Summary);
        Assert.Equal(
            """{"syncedEnabledUsers":80,"licensed":77,"shortfall":3,"unassignedLicences":10}""", finding.Evidence.Facts!.ToJsonString());
    }

    [Theory]
    [InlineData(3, "Assign 3 of the 10 licences that nobody holds.")]
    [InlineData(10, "Assign 10 of the 10 licences that nobody holds.")]
    [InlineData(15, "Assign the 10 licences that nobody holds and buy 5 more")]
    public void Judge_Shortfall_SaysWhatTheTenantsOwnLicencesCover(int shortfall, string remedy) =>
        Assert.StartsWith(remedy, UserLicences.Judge(Counts(80, 80 - shortfall)).Remedy);

    [Fact]
    public void Judge_ShortfallWithoutFreeLicences_AsksForMore()
    {
        var reading = Counts(80, 70) with { Skus = Skus.Known(Skus.E3 with { ConsumedUnits = 120 }, Skus.TeamsRooms) };

        var finding = UserLicences.Judge(reading);

        Assert.StartsWith("License 10 more users", finding.Remedy);
        Assert.Equal(0, (int?)finding.Evidence.Facts!["unassignedLicences"]);
    }

    [Fact]
    public void Judge_ShortfallWithPlansUnknown_GivesNoNumberOfFreeLicences()
    {
        var reading = Counts(80, 70) with { Skus = Reading.Unknown<IReadOnlyList<SubscribedSku>>("forbidden") };

        var finding = UserLicences.Judge(reading);

        Assert.Equal(FindingStatus.NotMet, finding.Status);
        Assert.False(finding.Evidence.Facts!.ContainsKey("unassignedLicences"));
    }

    [Fact]
    public void Judge_SecondCountAheadOfTheFirst_IsMet() => Assert.Equal(FindingStatus.Met, UserLicences.Judge(Counts(80, 81)).Status);

    [Fact]
    public void Judge_NobodySynchronized_IsNotApplicable() =>
        Assert.Equal(FindingStatus.NotApplicable, UserLicences.Judge(Counts(0, 0)).Status);

    [Fact]
    public void Judge_EitherCountUnknown_IsUnknownWithTheReason()
    {
        var unknown = Reading.Unknown<int>("the app needs User.Read.All");

        var users = UserLicences.Judge(Counts(80, 80) with { SyncedEnabledUsers = unknown });
        var licensed = UserLicences.Judge(Counts(80, 80) with { SyncedEnabledUsersLicensed = unknown });

        Assert.Equal("It is not known how many users are synchronized: the app needs User.Read.All.", users.Evidence.Summary);
        Assert.Equal("It is not known how many of the synchronized users are licensed: the app needs User.Read.All.", licensed.Evidence.Summary);
        Assert.All([users, licensed], finding => Assert.Equal(FindingStatus.Unknown, finding.Status));
    }

    private static LicenceReading Counts(int users, int licensed) =>
        new(Skus.Known(Skus.E3, Skus.Office365E3), Reading.Known(users), Reading.Known(licensed));
}
