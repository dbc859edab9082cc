using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;
using static PasswordWriteback.Core.Tests.SelfServiceReset.Surfaces;

namespace PasswordWriteback.Core.Tests.SelfServiceReset;

public sealed class WritebackInPortalTests
{
    private const string Code = FindingCodes.WritebackEnabledInPortal;

    [Fact]
    public void Judge_NothingSeenAndNobodyAsked_AsksAPerson()
    {
        var finding = Judge(Code, Fresh);

        Assert.Equal(FindingStatus.ActionRequired, finding.Status);
        Assert.Contains("nobody has confirmed it", finding.Evidence.Summary);
        Assert.Contains("Password reset > On-premises integration", finding.Remedy);
        Assert.Contains("Role needed: Global Administrator", finding.Remedy);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Judge_SuccessInTheAuditLog_IsMet(bool bySelf) => Assert.Equal(
        FindingStatus.Met, Judge(Code, Fresh with { Audit = Audit(Now.AddDays(-30), bySelf) }).Status);

    [Fact]
    public void Judge_SuccessOlderThanThirtyDays_IsNotEnough() => Assert.Equal(
        FindingStatus.ActionRequired, Judge(Code, Fresh with { Audit = Audit(Now.AddDays(-30).AddSeconds(-1)) }).Status);

    [Fact]
    public void Judge_SuccessFromTheFuture_IsNotEnough() => Assert.Equal(
        FindingStatus.ActionRequired, Judge(Code, Fresh with { Audit = Audit(Now.AddHours(1)) }).Status);

    [Fact]
    public void Judge_ResetSeenToArriveInActiveDirectory_IsMet()
    {
        var finding = Judge(Code, Fresh, new OnPremisesSigns(ConnectSwitchOn: null, Now.AddMinutes(-3)));

        Assert.Equal(FindingStatus.Met, finding.Status);
        Assert.Equal("Active Directory", (string?)finding.Evidence.Facts!["by"]);
    }

    [Fact]
    public void Judge_Attested_IsMetAndSaysUntilWhen()
    {
        var finding = Judge(Code, Fresh, words: Word(Code, Now));

        Assert.Equal(FindingStatus.Met, finding.Status);
        Assert.Contains("this counts until 2027-02-19", finding.Evidence.Summary);
    }

    [Theory]
    [InlineData(-90)]
    [InlineData(1)]
    public void Judge_AttestationEndedOrFromTheFuture_DoesNotCount(int days) => Assert.Equal(
        FindingStatus.ActionRequired, Judge(Code, Fresh, words: Word(Code, Now.AddDays(days))).Status);

    [Fact]
    public void Judge_OlderAttestationValidNewerOneEnded_TakesTheNewest() => Assert.Equal(
        FindingStatus.Met, Judge(Code, Fresh, null, Word(Code, Now.AddDays(-200)), Word(Code, Now.AddDays(-1))).Status);

    [Fact]
    public void Judge_AttestationFromTheFuture_IsSaidToBe_NotToHaveEnded()
    {
        var summary = Judge(Code, Fresh, words: Word(Code, Now.AddDays(1))).Evidence.Summary;

        Assert.Contains("which is in the future", summary);
        Assert.DoesNotContain("ended", summary);
    }

    [Fact]
    public void Judge_AttestationFromTheFuture_DoesNotHideOneThatCounts() => Assert.Equal(
        FindingStatus.Met, Judge(Code, Fresh, null, Word(Code, Now.AddDays(-1)), Word(Code, Now.AddDays(1))).Status);

    [Fact]
    public void Judge_AttestationOfAHostWhoseClockIsAMinuteAhead_Counts() => Assert.Equal(
        FindingStatus.Met, Judge(Code, Fresh, words: Word(Code, Now.AddMinutes(1))).Status);

    [Fact]
    public void Judge_NoSuccessAmongTheEventsReadOfMore_IsUnknown_NotTakenForNone()
    {
        var audit = Audit(success: null).Value! with { Exhausted = false };

        var finding = Judge(Code, Fresh with { Audit = Reading.Known(audit) });

        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains("there are more resets since 2026-10-22 than were looked through", finding.Evidence.Summary);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Judge_FeatureFlag_DecidesNothing(bool flag) => Assert.Equal(
        FindingStatus.ActionRequired, Judge(Code, Fresh with { WritebackFeatureFlag = Reading.Known(flag) }).Status);

    [Fact]
    public void Judge_SwitchInEntraConnect_IsAnotherSwitch() => Assert.Equal(
        FindingStatus.ActionRequired, Judge(Code, Fresh, new OnPremisesSigns(ConnectSwitchOn: true, LastArrivedReset: null)).Status);
}
