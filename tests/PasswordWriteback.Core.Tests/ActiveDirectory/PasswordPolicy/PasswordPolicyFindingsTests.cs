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
    public void TheKnownPolicy_SaysWhatAUserWillMeet()
    {
        var finding = Judge("POL002", Policy(TimeSpan.FromDays(1)));

        Assert.Equal(
            "Users meet this policy, not the cloud's: at least 12 characters, complexity required, 24 passwords remembered, expiry after 42 days. "
            + "There are no fine-grained policies. A change and a self-service reset are held to all of it, the minimum age of 1 day included; "
            + "a reset that an administrator makes in Active Directory itself only to length and complexity.",
            finding.Evidence.Summary);
    }

    [Fact]
    public void AFineGrainedAge_CountsWhereTheDomainsIsZero_ButOnlyIfSomebodyIsLinked()
    {
        var linked = new FineGrainedPolicy("Strict", 10, TimeSpan.FromHours(12), 14, AppliesTo: 1);
        Reading<IReadOnlyList<FineGrainedPolicy>> With(FineGrainedPolicy policy) => Reading.Known<IReadOnlyList<FineGrainedPolicy>>([policy]);

        Assert.Contains("Strict (12 hours)", Judge("POL001", Policy(TimeSpan.Zero, With(linked))).Evidence.Summary, StringComparison.Ordinal);
        Assert.Equal(FindingStatus.Met, Judge("POL001", Policy(TimeSpan.Zero, With(linked with { AppliesTo = 0 }))).Status);
    }

    [Theory]
    [InlineData("POL001")]
    [InlineData("POL002")]
    public void FineGrainedPoliciesThatCannotBeSeen_AreUnknown_NotNone(string code)
    {
        var finding = Judge(code, Policy(TimeSpan.Zero, Reading.Unknown<IReadOnlyList<FineGrainedPolicy>>("may not be read.")));

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

    private static DomainPasswordPolicy From(DomainPasswordPolicy policy, params WinningSetting[] settings) =>
        policy with { GroupPolicy = Reading.Known(new HeadGroupPolicies(["Strict", "Default Domain Policy"], settings, [])) };

    private static WinningSetting Age(int days) => new(PasswordSetting.MinimumPasswordAge, "Strict", days, UnknownReason: null);

    [Fact]
    public void AHeadThatCouldNotBeRead_IsUnknown_NeverZero()
    {
        var policy = DomainPasswordPolicy.Unknown("contoso.com", "dc1 does not show minPwdAge.");

        Assert.All(PasswordPolicyFindings.Judge(policy), finding =>
        {
            Assert.Equal(FindingStatus.Unknown, finding.Status);
            Assert.Contains("dc1 does not show minPwdAge.", finding.Evidence.Summary, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void TheWinningGroupPolicy_IsNamed_InTheStep()
    {
        var finding = Judge("POL001", From(Policy(TimeSpan.FromDays(1)), Age(1)));

        Assert.Contains("edit 'Strict', the Group Policy that wins", finding.Remedy, StringComparison.Ordinal);
        Assert.Equal("Strict", (string?)finding.Evidence.Facts!["groupPolicy"]);
    }

    [Fact]
    public void AHeadOfZero_ThatTheGroupPolicyTakesBack_IsNotMet()
    {
        var finding = Judge("POL001", From(Policy(TimeSpan.Zero), Age(1)));

        Assert.Equal(FindingStatus.ActionRequired, finding.Status);
        Assert.Contains("sets it to 1 day: the head follows", finding.Evidence.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void AGroupPolicyOfZero_ThatHasNotArrived_AsksForARefreshAlone()
    {
        var remedy = Judge("POL001", From(Policy(TimeSpan.FromDays(1)), Age(0))).Remedy;

        Assert.Contains("says 0 already: run 'gpupdate", remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("edit", remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void AWinnerThatIsNotKnown_IsSaid_AndTheCandidatesAreNamedInTheirOrder()
    {
        var finding = Judge("POL001", From(Policy(TimeSpan.FromDays(1)), new WinningSetting(PasswordSetting.MinimumPasswordAge, null, null, "SYSVOL is not at hand.")));

        Assert.Contains("SYSVOL is not at hand.", finding.Evidence.Summary, StringComparison.Ordinal);
        Assert.Contains("'Strict', 'Default Domain Policy'", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void NoGroupPolicyThatSetsIt_IsSaid() =>
        Assert.Contains("No Group Policy at the head of the domain sets it.", Judge("POL001", From(Policy(TimeSpan.FromDays(1)))).Evidence.Summary, StringComparison.Ordinal);

    [Fact]
    public void OtherSettings_ThatGroupPolicyAndHeadDisagreeOn_AreNamed()
    {
        var policy = Policy(TimeSpan.Zero);

        var finding = Judge("POL002", From(policy, new WinningSetting(PasswordSetting.MinimumPasswordLength, "Strict", policy.MinimumLength + 3, null)));

        Assert.Contains($"'Strict' sets MinimumPasswordLength to {policy.MinimumLength + 3}, the head says {policy.MinimumLength}", finding.Evidence.Summary, StringComparison.Ordinal);
        Assert.Equal(1, (int?)finding.Evidence.Facts!["disagreements"]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void PasswordsThatNeverExpire_AreTheSame_HoweverTheyAreWritten(int days) => Assert.Empty(PolicyDisagreement.Of(
        From(Policy(TimeSpan.Zero) with { MaximumAge = null }, new WinningSetting(PasswordSetting.MaximumPasswordAge, "Strict", days, null))));

    [Fact]
    public void FineGrainedPolicies_AreNamedByPrecedence_WithWhomTheyAreLinkedTo()
    {
        var summary = Judge("POL002", Policy(TimeSpan.Zero, Reading.Known<IReadOnlyList<FineGrainedPolicy>>(
        [
            new FineGrainedPolicy("Later", 20, TimeSpan.Zero, 8, AppliesTo: 0),
            new FineGrainedPolicy("First", 10, TimeSpan.FromDays(1), 16, AppliesTo: 3, History: 12, Complexity: true, LinkedUsers: 1),
        ]))).Evidence.Summary;

        Assert.Contains(
            "First (precedence 10, at least 16 characters, 12 remembered, complexity required, minimum age 1 day, linked to 2 groups and 1 users); Later (precedence 20, at least 8 characters, linked to nobody)",
            summary,
            StringComparison.Ordinal);
    }
}
