using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;
using static PasswordWriteback.Core.Tests.SelfServiceReset.Surfaces;

namespace PasswordWriteback.Core.Tests.SelfServiceReset;

public sealed class SurfaceAgreementTests
{
    private const string Code = FindingCodes.SurfacesAgree;

    [Fact]
    public void Judge_OneAnswerPerQuestion_IsNotApplicableAndShowsEverySurface()
    {
        var finding = Judge(Code, Fresh);

        Assert.Equal(FindingStatus.NotApplicable, finding.Status);
        Assert.Equal(
            [
                "Audit log, Self-service Password Management", "Registration report, isSsprEnabled",
                "Audit log, Self-service Password Management", "onPremisesSynchronization.features.passwordWritebackEnabled",
                "authorizationPolicy.allowedToUseSSPR",
            ],
            finding.Evidence.Facts!["surfaces"]!.AsArray().Select(surface => (string?)surface!["name"]));
    }

    [Fact]
    public void Judge_UnknownSurface_IsShownWithItsReason()
    {
        var surfaces = Judge(Code, Fresh).Evidence.Facts!["surfaces"]!.AsArray();

        var flag = surfaces.Single(surface => ((string?)surface!["name"])!.EndsWith("passwordWritebackEnabled", StringComparison.Ordinal))!;
        Assert.Equal("Unknown", (string?)flag["answer"]);
        Assert.Equal("delegated only", (string?)flag["detail"]);
    }

    [Fact]
    public void Judge_ReportAndAuditSayYes_Agree() => Assert.Equal(
        FindingStatus.Met, Judge(Code, Fresh with { Registrations = Report(ResetScope.All), Audit = Audit(Now) }).Status);

    [Fact]
    public void Judge_ResetWorksThoughTheReportSaysNone_ShowsBothAndExplains()
    {
        var finding = Judge(Code, Fresh with { Audit = Audit(Now) });

        Assert.Equal(FindingStatus.NotMet, finding.Status);
        Assert.Contains("yes say Audit log, Self-service Password Management; no say Registration report, isSsprEnabled", finding.Evidence.Summary);
        Assert.Contains("stale, or the setting was changed since", finding.Evidence.Summary);
    }

    [Fact]
    public void Judge_WritebackWorksThoughTheFlagSaysNo_BlamesTheFlag()
    {
        var finding = Judge(Code, Fresh with { Registrations = Report(ResetScope.All), Audit = Audit(Now), WritebackFeatureFlag = Reading.Known(false) });

        Assert.Equal(FindingStatus.NotMet, finding.Status);
        Assert.Contains("not in use; it decides nothing", finding.Evidence.Summary);
    }

    [Fact]
    public void Judge_PersonSaysYesReportStillSaysNo_NamesTheLag() => Assert.Contains(
        "can lag by a day", Judge(Code, Fresh, words: Word(FindingCodes.ResetEnabledForUsers, Now)).Evidence.Summary);

    [Fact]
    public void Judge_OnlyOneOfTheTwoSwitchesIsOn_SaysThatBothAreNeeded()
    {
        var finding = Judge(
            Code, Fresh, new OnPremisesSigns(ConnectSwitchOn: false, LastArrivedReset: null), Word(FindingCodes.WritebackEnabledInPortal, Now));

        Assert.Contains("Writeback needs the switch on both sides", finding.Evidence.Summary);
    }
}
