using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Licensing;

namespace PasswordWriteback.Core.Tests.Licensing;

public sealed class SubscriptionLapseTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Enabled", false, 200, FindingStatus.Met)]
    [InlineData("Enabled", false, 8, FindingStatus.Met)]
    [InlineData("Enabled", false, 7, FindingStatus.ActionRequired)]
    [InlineData("Enabled", true, 31, FindingStatus.Met)]
    [InlineData("Enabled", true, 30, FindingStatus.ActionRequired)]
    [InlineData("Warning", false, 200, FindingStatus.ActionRequired)]
    public void Judge_OneSubscription_IsSpokenOfInTime(string status, bool trial, int days, FindingStatus expected) =>
        Assert.Equal(expected, Judge([Skus.E3], Bought(Skus.E3, status, trial, days)).Status);

    [Fact]
    public void Judge_TheOnlyOneEnds_SaysThatWritebackEndsAndWhen()
    {
        var finding = Judge([Skus.E3], Bought(Skus.E3, "Enabled", trial: true, 12));

        Assert.Contains("ends on 2026-12-03", finding.Evidence.Summary, StringComparison.Ordinal);
        Assert.Contains("writeback would end", finding.Evidence.Summary, StringComparison.Ordinal);
        Assert.Equal(Now.AddDays(12).ToString("O"), (string?)finding.Evidence.Facts!["lastDay"]);
    }

    [Fact]
    public void Judge_AnotherGoesOn_SaysHowManyLicences() => Assert.Contains(
        "25 licences with Entra ID P1 or P2 go on",
        Judge([Skus.E3], Bought(Skus.E3, "Warning", trial: false, 5), Bought(Skus.E3, "Enabled", trial: false, 300)).Evidence.Summary,
        StringComparison.Ordinal);

    [Fact]
    public void Judge_SubscriptionsOfOtherProducts_AreNoMatterOfThisFinding() => Assert.Equal(
        FindingStatus.NotApplicable, Judge([Skus.BusinessStandard], Bought(Skus.BusinessStandard, "Warning", trial: false, 5)).Status);

    [Fact]
    public void Judge_EitherPartUnknown_IsUnknownWithTheReason()
    {
        var unknown = Reading.Unknown<IReadOnlyList<CompanySubscription>>("the app needs the permission Organization.Read.All");

        var finding = SubscriptionLapse.Judge(unknown, Skus.Known(Skus.E3), Now);

        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains("Organization.Read.All", finding.Evidence.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void QualifyingPlan_InGrace_SaysUntilWhen()
    {
        var lapsed = Skus.E3 with { CapabilityStatus = "Warning" };

        var finding = QualifyingPlan.Judge(
            Skus.Known(lapsed), Reading.Known<IReadOnlyList<CompanySubscription>>([Bought(lapsed, "Warning", trial: false, 20)]));

        Assert.Equal(FindingStatus.Met, finding.Status);
        Assert.Contains("which ends on 2026-12-11", finding.Evidence.Summary, StringComparison.Ordinal);
        Assert.Equal(Now.AddDays(20).ToString("O"), (string?)finding.Evidence.Facts!["graceEnds"]);
    }

    [Fact]
    public void QualifyingPlan_InGrace_DoesNotGoByTheEndOfAPlanThatDoesNotQualify()
    {
        var (lapsed, other) = (Skus.E3 with { CapabilityStatus = "Warning" }, Skus.Office365E3 with { CapabilityStatus = "Warning" });

        var finding = QualifyingPlan.Judge(
            Skus.Known(lapsed, other),
            Reading.Known<IReadOnlyList<CompanySubscription>>([Bought(lapsed, "Warning", trial: false, 5), Bought(other, "Warning", trial: false, 60)]));

        Assert.Contains("which ends on 2026-11-26", finding.Evidence.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void QualifyingPlan_InGraceTwiceAndOneEndUnknown_NamesNoDay()
    {
        var lapsed = Skus.E3 with { CapabilityStatus = "Warning" };

        var finding = QualifyingPlan.Judge(
            Skus.Known(lapsed),
            Reading.Known<IReadOnlyList<CompanySubscription>>(
                [Bought(lapsed, "Warning", trial: false, 5), Bought(lapsed, "Warning", trial: false, 9) with { NextState = null }]));

        Assert.DoesNotContain("2026-11", finding.Evidence.Summary, StringComparison.Ordinal);
        Assert.False(finding.Evidence.Facts!.ContainsKey("graceEnds"));
    }

    [Theory]
    [InlineData("Enabled", false, "Microsoft 365 E3 was to end on 2026-11-19 unless it was renewed")]
    [InlineData("Enabled", true, "The trial of Microsoft 365 E3 was to end on 2026-11-19")]
    [InlineData("Warning", false, "its grace period was to end on 2026-11-19")]
    public void Judge_DayThatIsOver_IsNotSpokenOfAsToCome(string status, bool trial, string summary) =>
        Assert.Contains(summary, Judge([Skus.E3], Bought(Skus.E3, status, trial, -2)).Evidence.Summary, StringComparison.Ordinal);

    [Fact]
    public void QualifyingPlan_OfTheTenantAsAWhole_LicensesNobody()
    {
        var finding = QualifyingPlan.Judge(Skus.Known(Skus.E3 with { AppliesTo = "Company" }));

        Assert.Equal(FindingStatus.NotMet, finding.Status);
        Assert.Contains("appliesTo Company", finding.Evidence.Summary, StringComparison.Ordinal);
    }

    private static Finding Judge(SubscribedSku[] skus, params CompanySubscription[] bought) =>
        SubscriptionLapse.Judge(Reading.Known<IReadOnlyList<CompanySubscription>>(bought), Skus.Known(skus), Now);

    private static CompanySubscription Bought(SubscribedSku sku, string status, bool trial, int days) =>
        new(sku.SkuId, sku.SkuPartNumber, status, trial, 25, Now.AddDays(days));
}
