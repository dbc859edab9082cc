using System.Text.Json;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Licensing;

namespace PasswordWriteback.Core.Tests.Licensing;

public sealed class LicencePictureTests
{
    private static readonly SubscribedSku Second = Skus.Of("078d2b04-f1bd-4111-bbd4-b4b1b354cef4", "AAD_PREMIUM", ServicePlans.EntraIdP1);

    [Fact]
    public void ChangesSince_WhatCarriesNoWriteback_IsNoChange()
    {
        var before = Picture([Skus.E3, Skus.Office365E3]);

        Assert.Empty(Picture([Skus.BusinessStandard, Skus.E3 with { ConsumedUnits = 17 }]).ChangesSince(before));
    }

    [Fact]
    public void ChangesSince_NamesWhatIsNewGoneAndDifferent()
    {
        var before = Picture([Skus.E3, Skus.TeamsRooms]);
        var suspended = Skus.E3 with { CapabilityStatus = "Suspended" };

        Assert.Equal(
            ["Microsoft Teams Rooms Pro is gone.", "Microsoft 365 E3 was Enabled and is Suspended.", "Microsoft Entra ID P1 is new."],
            Picture([suspended, Second]).ChangesSince(before));
    }

    [Theory]
    [InlineData(100, 0, null)]
    [InlineData(90, 10, null)]
    [InlineData(80, 0, "Microsoft 365 E3 had 100 licences and has 80.")]
    public void ChangesSince_CountsLicencesInTheGracePeriod(int enabled, int warning, string? change)
    {
        var now = Picture([Skus.E3 with { EnabledUnits = enabled, WarningUnits = warning }]);

        Assert.Equal(change is null ? [] : [change], now.ChangesSince(Picture([Skus.E3])));
    }

    [Fact]
    public void ChangesSince_APlanThatIsTurnedOff_IsAChange()
    {
        var now = Picture([Skus.E3.WithPlanStatus("Disabled")]);

        Assert.Equal(["Microsoft 365 E3 was Qualifies and is OutOfService."], now.ChangesSince(Picture([Skus.E3])));
    }

    [Fact]
    public void ChangesSince_JoinersAndLeavers_AreNoChange_TheFirstUnlicensedUserIs()
    {
        var before = Picture([Skus.E3], users: 80, licensed: 80);

        Assert.Empty(Picture([Skus.E3], users: 95, licensed: 95).ChangesSince(before));
        var first = Picture([Skus.E3], users: 95, licensed: 94);
        Assert.Equal(["LIC002 was Met and is NotMet."], first.ChangesSince(before));
        Assert.Empty(Picture([Skus.E3], users: 95, licensed: 12).ChangesSince(first));
    }

    [Fact]
    public void Of_WhatIsNotKnown_KeepsWhatWas()
    {
        var before = Picture([Skus.E3], users: 80, licensed: 80);
        var unknown = LicencePicture.Of(new LicenceReading(Skus.Known(Skus.E3), Reading.Unknown<int>("Graph is away"), Reading.Known(1)), before);

        Assert.Equal(FindingStatus.Met, unknown.UsersLicensed);
        Assert.Equal(["LIC002 was Met and is NotMet."], Picture([Skus.E3], users: 80, licensed: 79).ChangesSince(unknown));
        Assert.Null(LicencePicture.Of(new LicenceReading(Skus.Known(), Reading.Unknown<int>("x"), Reading.Known(1)), previous: null).UsersLicensed);
    }

    [Fact]
    public void Of_DoesNotDependOnTheOrderOfProducts_AndSurvivesStorage()
    {
        var one = Picture([Skus.E3, Second, Skus.TeamsRooms]);
        var other = Picture([Skus.TeamsRooms, Second, Skus.E3]);

        Assert.Equal(JsonSerializer.Serialize(one), JsonSerializer.Serialize(other));
        Assert.Empty(JsonSerializer.Deserialize<LicencePicture>(JsonSerializer.Serialize(one))!.ChangesSince(other));
    }

    private static LicencePicture Picture(SubscribedSku[] skus, int users = 80, int licensed = 80) =>
        LicencePicture.Of(new LicenceReading(Skus.Known(skus), Reading.Known(users), Reading.Known(licensed)), previous: null);
}
