using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Licensing;

namespace PasswordWriteback.Core.Tests.Licensing;

public sealed class QualifyingPlanTests
{
    [Fact]
    public void Judge_SkusUnknown_IsUnknownWithTheReason()
    {
        var finding = QualifyingPlan.Judge(Reading.Unknown<IReadOnlyList<SubscribedSku>>("the app needs LicenseAssignment.Read.All"));

        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Equal("The tenant's plans are not known: the app needs LicenseAssignment.Read.All.", finding.Evidence.Summary);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Judge_PlanWithP1OrP2_IsMetAndNamesTheProduct(bool p1, bool p2)
    {
        Guid[] plans = [.. p1 ? [ServicePlans.EntraIdP1] : Array.Empty<Guid>(), .. p2 ? [ServicePlans.EntraIdP2] : Array.Empty<Guid>()];
        var sku = Skus.Of("05e9a617-0261-4cee-bb44-138d3ef5d965", "SPE_E3", plans);

        var finding = QualifyingPlan.Judge(Skus.Known(Skus.Office365E3, sku));

        Assert.Equal(FindingStatus.Met, finding.Status);
        Assert.Equal("Plans with Entra ID P1 or P2: Microsoft 365 E3.", finding.Evidence.Summary);
        Assert.Equal("""{"qualifying":["Microsoft 365 E3"],"inGrace":[],"other":["Office 365 E3"]}""", finding.Evidence.Facts!.ToJsonString());
        Assert.Null(finding.Remedy);
    }

    [Fact]
    public void Judge_ProductOutsideTheListWithP1_Counts()
    {
        var finding = QualifyingPlan.Judge(Skus.Known(
            Skus.Of("11111111-1111-1111-1111-111111111111", "BRAND_NEW", ServicePlans.EntraIdP1)));

        Assert.Equal(FindingStatus.Met, finding.Status);
        Assert.Contains("BRAND_NEW", finding.Evidence.Summary);
    }

    [Fact]
    public void Judge_OnlyPlanInItsGracePeriod_IsMetAndSaysThatItEnds()
    {
        var finding = QualifyingPlan.Judge(Skus.Known(Skus.E3 with { CapabilityStatus = "Warning" }));

        Assert.Equal(FindingStatus.Met, finding.Status);
        Assert.Contains("grace period", finding.Evidence.Summary);
        Assert.Contains("Renew", finding.Remedy);
    }

    [Fact]
    public void Judge_OnePlanInServiceAndOneInGrace_NeedsNothing()
    {
        var lapsing = Skus.Of("efccb6f7-5641-4e0e-bd10-b4976e1bf68e", "EMS", ServicePlans.EntraIdP1) with { CapabilityStatus = "Warning" };

        var finding = QualifyingPlan.Judge(Skus.Known(Skus.E3, lapsing));

        Assert.Null(finding.Remedy);
        Assert.Equal("Enterprise Mobility + Security E3", (string?)finding.Evidence.Facts!["inGrace"]![0]);
    }

    [Theory]
    [InlineData("Suspended")]
    [InlineData("LockedOut")]
    [InlineData("Deleted")]
    [InlineData("(not stated)")]
    public void Judge_SubscriptionOutOfService_IsNotMetWithItsStatus(string capabilityStatus)
    {
        var finding = QualifyingPlan.Judge(Skus.Known(Skus.E3 with { CapabilityStatus = capabilityStatus }));

        Assert.Equal(FindingStatus.NotMet, finding.Status);
        Assert.Contains($"Microsoft 365 E3 (its subscription is {capabilityStatus})", finding.Evidence.Summary);
        Assert.Contains("Buy or renew", finding.Remedy);
    }

    [Theory]
    [InlineData("PendingActivation", FindingStatus.ActionRequired)]
    [InlineData("PendingInput", FindingStatus.ActionRequired)]
    [InlineData("PendingProvisioning", FindingStatus.ActionRequired)]
    [InlineData("Disabled", FindingStatus.NotMet)]
    [InlineData("(not stated)", FindingStatus.NotMet)]
    public void Judge_ServicePlanNotInService_IsJudgedByItsStatus(string provisioningStatus, FindingStatus expected)
    {
        var finding = QualifyingPlan.Judge(Skus.Known(Skus.E3.WithPlanStatus(provisioningStatus)));

        Assert.Equal(expected, finding.Status);
        Assert.Contains($"its Entra ID plan is {provisioningStatus}", finding.Evidence.Summary);
    }

    [Theory]
    [InlineData("Company", "Success", "User", "Disabled", FindingStatus.NotMet, "its Entra ID plan is Disabled")]
    [InlineData("User", "Disabled", "User", "PendingActivation", FindingStatus.ActionRequired, "its Entra ID plan is PendingActivation")]
    [InlineData("User", "Disabled", "Company", "PendingActivation", FindingStatus.NotMet, "its Entra ID plan is Disabled")]
    [InlineData("User", "Disabled", "User", "Success", FindingStatus.Met, "Plans with Entra ID P1 or P2: Microsoft 365 E3")]
    public void Judge_P1AndP2InDifferentStates_GoesByTheOneThatPeopleCanHold(
        string p1AppliesTo, string p1Status, string p2AppliesTo, string p2Status, FindingStatus expected, string summary)
    {
        var finding = QualifyingPlan.Judge(Skus.Known(Skus.E3 with
        {
            ServicePlans =
            [
                new SkuServicePlan(ServicePlans.EntraIdP1, "AAD_PREMIUM", p1Status, p1AppliesTo),
                new SkuServicePlan(ServicePlans.EntraIdP2, "AAD_PREMIUM_P2", p2Status, p2AppliesTo),
            ],
        }));

        Assert.Equal(expected, finding.Status);
        Assert.Contains(summary, finding.Evidence.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_P1ThroughMeetingRoomsOnly_IsNotMetWithThatReasonFirst()
    {
        var finding = QualifyingPlan.Judge(Skus.Known(Skus.Office365E3, Skus.TeamsRooms));

        Assert.Equal(FindingStatus.NotMet, finding.Status);
        Assert.StartsWith(
            "No plan of the tenant carries password writeback: Microsoft Teams Rooms Pro (it holds Entra ID P1 for meeting rooms and shared devices, not for people); Office 365 E3 (",
            finding.Evidence.Summary);
    }

    [Fact]
    public void Judge_BusinessStandard_IsNotMetInSpiteOfItsPartNumber()
    {
        var finding = QualifyingPlan.Judge(Skus.Known(Skus.BusinessStandard));

        Assert.Equal(FindingStatus.NotMet, finding.Status);
        Assert.Contains("Microsoft 365 Business Standard (Business Standard holds no Entra ID P1", finding.Evidence.Summary);
    }

    [Fact]
    public void Judge_NoSubscriptionAtAll_IsNotMet() =>
        Assert.Equal("The tenant subscribes to nothing.", QualifyingPlan.Judge(Skus.Known()).Evidence.Summary);

    [Fact]
    public void Judge_ManyProducts_NamesEightAndCountsTheRest()
    {
        var skus = Enumerable.Range(1, 11).Select(number => Skus.Of($"00000000-0000-0000-0000-{number:D12}", $"SKU{number}")).ToArray();

        Assert.EndsWith("SKU8; and 3 more.", QualifyingPlan.Judge(Skus.Known(skus)).Evidence.Summary);
    }
}
