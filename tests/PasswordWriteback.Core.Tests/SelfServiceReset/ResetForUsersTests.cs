using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;
using static PasswordWriteback.Core.Tests.SelfServiceReset.Surfaces;

namespace PasswordWriteback.Core.Tests.SelfServiceReset;

public sealed class ResetForUsersTests
{
    private const string Code = FindingCodes.ResetEnabledForUsers;

    [Theory]
    [InlineData(ResetScope.All, "Every user may reset")]
    [InlineData(ResetScope.Selected, "Selected users may reset, others may not")]
    public void Judge_ReportSaysYes_IsMet(ResetScope scope, string summary)
    {
        var finding = Judge(Code, Fresh with { Registrations = Report(scope) });

        Assert.Equal(FindingStatus.Met, finding.Status);
        Assert.StartsWith(summary, finding.Evidence.Summary);
        Assert.Equal($"{scope}", (string?)finding.Evidence.Facts!["scope"]);
        Assert.Equal(ReportTime.ToString("O"), (string?)finding.Evidence.Facts!["reportAsOf"]);
    }

    [Fact]
    public void Judge_ReportSaysNo_AsksAPersonWithClicksLinkAndRole()
    {
        var finding = Judge(Code, Fresh);

        Assert.Equal(FindingStatus.ActionRequired, finding.Status);
        Assert.Contains("Password reset > Properties", finding.Remedy);
        Assert.Contains("https://entra.microsoft.com/", finding.Remedy);
        Assert.Contains("Role needed: Authentication Policy Administrator", finding.Remedy);
    }

    [Fact]
    public void Judge_AttestationNewerThanAReportThatSaysNo_IsMet()
    {
        var finding = Judge(Code, Fresh, words: Word(Code, ReportTime.AddMinutes(1)));

        Assert.Equal(FindingStatus.Met, finding.Status);
        Assert.Contains("Confirmed by ada@contoso.com", finding.Evidence.Summary);
    }

    [Fact]
    public void Judge_ReportThatSaysNoNewerThanTheAttestation_OverrulesIt()
    {
        var finding = Judge(Code, Fresh, words: Word(Code, ReportTime.AddMinutes(-1)));

        Assert.Equal(FindingStatus.ActionRequired, finding.Status);
        Assert.Contains("overrules the older word (confirmed by ada@contoso.com", finding.Evidence.Summary);
    }

    [Fact]
    public void Judge_AttestationOfAnotherFinding_DoesNotCount() => Assert.Equal(
        FindingStatus.ActionRequired,
        Judge(Code, Fresh, words: Word(FindingCodes.WritebackEnabledInPortal, Now)).Status);

    [Fact]
    public void Judge_SelfServiceResetSinceTheReport_IsMet()
    {
        var finding = Judge(Code, Fresh with { Audit = Audit(ReportTime.AddMinutes(1)) });

        Assert.Equal(FindingStatus.Met, finding.Status);
        Assert.Contains("A user has done it", finding.Evidence.Summary);
    }

    [Fact]
    public void Judge_SelfServiceResetBeforeAReportThatSaysNo_IsNotEnough() => Assert.Equal(
        FindingStatus.ActionRequired, Judge(Code, Fresh with { Audit = Audit(ReportTime.AddMinutes(-1)) }).Status);

    [Fact]
    public void Judge_ResetByAnAdministrator_SaysNothingAboutUsers() => Assert.Equal(
        FindingStatus.ActionRequired, Judge(Code, Fresh with { Audit = Audit(Now, bySelf: false) }).Status);

    [Fact]
    public void Judge_ReportForbidden_IsUnknownWithTheReason()
    {
        var finding = Judge(Code, Fresh with { Registrations = Reading.Unknown<RegistrationReport>("the app needs AuditLog.Read.All") });

        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Equal("It is not known whether users may reset: the app needs AuditLog.Read.All.", finding.Evidence.Summary);
    }

    [Fact]
    public void Judge_ReportForbiddenButAttested_IsMet() => Assert.Equal(
        FindingStatus.Met,
        Judge(Code, Fresh with { Registrations = Reading.Unknown<RegistrationReport>("forbidden") }, words: Word(Code, Now.AddDays(-89))).Status);

    [Fact]
    public void Judge_ReportForbiddenAndAttestationEnded_IsUnknownAndSaysSo()
    {
        var finding = Judge(
            Code, Fresh with { Registrations = Reading.Unknown<RegistrationReport>("forbidden") }, words: Word(Code, Now.AddDays(-90)));

        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains("the confirmation by ada@contoso.com of 2026-08-23 has ended after 90 days", finding.Evidence.Summary);
    }
}
