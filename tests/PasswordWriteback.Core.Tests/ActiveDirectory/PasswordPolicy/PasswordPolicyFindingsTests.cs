using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.PasswordPolicy;

public sealed class PasswordPolicyFindingsTests
{
    private static DomainPasswordPolicy Policy(TimeSpan minimumAge, Reading<IReadOnlyList<FineGrainedPolicy>>? fineGrained = null) => new(
        "contoso.com",
        minimumAge,
        TimeSpan.FromDays(42),
        MinimumLength: 12,
        History: 24,
        Complexity: true,
        fineGrained ?? Reading.Known<IReadOnlyList<FineGrainedPolicy>>([]));

    private static Finding Judge(string code, DomainPasswordPolicy policy) =>
        PasswordPolicyFindings.Judge(policy).Single(finding => finding.Code == code);

    [Fact]
    public void Zero_IsMet_AndSaysWhatItCosts()
    {
        var finding = Judge("POL001", Policy(TimeSpan.Zero));

        Assert.Equal(FindingStatus.Met, finding.Status);
        Assert.Contains("24 passwords", finding.Evidence.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void ADay_AsksAPerson_WithTheClicksAndTheRefresh_AndTheCost()
    {
        var finding = Judge("POL001", Policy(TimeSpan.FromDays(1)));

        Assert.Equal((FindingStatus.ActionRequired, false), (finding.Status, finding.Required));
        Assert.Contains("1 day:", finding.Evidence.Summary, StringComparison.Ordinal);
        Assert.Contains("return to the old one", finding.Evidence.Summary, StringComparison.Ordinal);
        Assert.Contains("gpupdate", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void AFineGrainedAge_CountsWhereTheDomainsIsZero_ButOnlyIfSomebodyIsLinked()
    {
        var linked = new FineGrainedPolicy("Strict", 10, TimeSpan.FromHours(12), 14, AppliesTo: 1);
        Reading<IReadOnlyList<FineGrainedPolicy>> With(FineGrainedPolicy policy) => Reading.Known<IReadOnlyList<FineGrainedPolicy>>([policy]);

        Assert.Contains("Strict (12 hours)", Judge("POL001", Policy(TimeSpan.Zero, With(linked))).Evidence.Summary, StringComparison.Ordinal);
        Assert.Equal(FindingStatus.Met, Judge("POL001", Policy(TimeSpan.Zero, With(linked with { AppliesTo = 0 }))).Status);
    }

    [Fact]
    public void FineGrainedPoliciesThatCannotBeSeen_AreUnknown_NotNone()
    {
        var finding = Judge("POL002", Policy(TimeSpan.Zero, Reading.Unknown<IReadOnlyList<FineGrainedPolicy>>("may not be read.")));

        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains("may not be read", finding.Evidence.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-864_000_000_000, 24)]
    [InlineData(0, 0)]
    public void MinimumAge_IsStoredNegative(long stored, int hours) => Assert.Equal(TimeSpan.FromHours(hours), PolicyInterval.Parse(stored));

    [Theory]
    [InlineData(0)]
    [InlineData(long.MinValue)]
    public void MaximumAge_OfZeroOrTheSmallestNumber_IsNever(long stored) => Assert.Null(PolicyInterval.ParseMaximum(stored));
}
