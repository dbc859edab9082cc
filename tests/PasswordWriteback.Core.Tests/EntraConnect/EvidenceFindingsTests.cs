using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.EntraConnect.Canary;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tests.EntraConnect.Events;

namespace PasswordWriteback.Core.Tests.EntraConnect;

public sealed class EvidenceFindingsTests
{
    private const string Forest = "corp.example";
    private static readonly DateTimeOffset Now = Log.At(60);
    private static readonly ResetProof Proof = new(Log.At(1), "SelfServiceReset", "dc1", Log.At(1), Log.At(0), CanaryMatch.ByName);

    [Fact]
    public void ALogThatCannotBeRead_IsUnknown_AndNothingIsSaidOfHeartbeatAndTrouble()
    {
        var findings = EvidenceFindings.Judge(Forest, Reading.Unknown<WritebackEvidence>("No log here."), Now);

        Assert.Equal([("EVD001", FindingStatus.Unknown), ("EVD002", FindingStatus.Unknown)], findings.Select(finding => (finding.Code, finding.Status)));
        Assert.All(findings, finding => Assert.Equal("No log here.", finding.Evidence.Summary));
    }

    [Fact]
    public void ARelayThatDoesNotSumUp_GetsTheTwoFindingsThatItAlwaysGot() =>
        Assert.Equal(["EVD001", "EVD002"], EvidenceFindings.Judge(Forest, Reading.Known(new WritebackEvidence(Now, Now, null, [])), Now).Select(finding => finding.Code));

    [Theory]
    [InlineData(30, 0, FindingStatus.Met, Verdict.Compliant)]
    [InlineData(30, 1, FindingStatus.NotMet, Verdict.ConfiguredNotProven)]
    public void AProof_LastsThirtyDays_ToTheTick(int days, long ticks, FindingStatus status, Verdict verdict)
    {
        var findings = Judge(new Log().Add(0, 31005), at: Proof.At + TimeSpan.FromDays(days) + TimeSpan.FromTicks(ticks), proof: Proof);

        Assert.Equal(status, Get(findings, "EVD002").Status);
        Assert.Equal(verdict, VerdictRule.Judge(findings));
    }

    [Fact]
    public void WithoutCanaryOrSuccess_TheBestVerdictIsConfiguredNotProven_AndTheMissingPartIsNamed()
    {
        var findings = Judge(new Log().Add(0, 31005), gaps: [new CanaryGap(CanaryPart.Named, "The relay's policy names no canary user.")]);

        Assert.Equal(Verdict.ConfiguredNotProven, VerdictRule.Judge(findings));
        Assert.Contains("names no canary", Get(findings, "EVD002").Evidence.Summary, StringComparison.Ordinal);
        Assert.Equal("""["Named"]""", Get(findings, "EVD002").Evidence.Facts!["missing"]!.ToJsonString());
    }

    [Theory]
    [InlineData(5, FindingStatus.Met)]
    [InlineData(5.1, FindingStatus.NotMet)]
    [InlineData(-5, FindingStatus.Met)]
    [InlineData(-5.1, FindingStatus.NotMet)]
    public void ASuccessOfAnyUser_Proves_WhenTheAuditLogShowsItWithinFiveMinutes(double apart, FindingStatus status)
    {
        var evidence = Evidence(new Log().Add(0, 31001).Add(10, 31002));

        Assert.Equal(status, ArrivalFinding.Judge(Forest, evidence, Now, Audit(Log.At(10 + apart))).Status);
    }

    [Fact]
    public void ASuccessOfAnyUser_AloneOrWithAnUnknownWitnessOrTooOld_ProvesNothing()
    {
        var evidence = Evidence(new Log().Add(0, 31001).Add(10, 31002));

        Assert.Equal(FindingStatus.NotMet, ArrivalFinding.Judge(Forest, evidence, Now, witness: null).Status);
        Assert.Equal(FindingStatus.NotMet, ArrivalFinding.Judge(Forest, evidence, Now, Reading.Unknown<WritebackAudit>("403")).Status);
        Assert.Equal(FindingStatus.NotMet, ArrivalFinding.Judge(Forest, evidence, Now, Audit(null)).Status);
        Assert.Equal(FindingStatus.NotMet, ArrivalFinding.Judge(Forest, evidence, Now.AddDays(31), Audit(Log.At(10))).Status);
    }

    [Fact]
    public void TheAuditEntryOfTheCanary_StandsBesideTheProof()
    {
        var finding = ArrivalFinding.Judge(Forest, Evidence(new Log(), proof: Proof), Now, Audit(Log.At(2)));

        Assert.Equal(Log.At(2), finding.Evidence.Facts!["auditedAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal("ByName", finding.Evidence.Facts["match"]!.GetValue<string>());
    }

    [Fact]
    public void Offboarding_AfterOnboardingAndHeartbeats_IsNotMet_UntilTheNextSign()
    {
        var log = new Log().Add(0, 31005).Add(1, 31019).Add(2, 31013);
        Assert.Equal(FindingStatus.NotMet, Get(Judge(log), "EVD001").Status);

        Assert.Equal(FindingStatus.Met, Get(Judge(log.Add(3, 31005)), "EVD001").Status);
    }

    [Theory]
    [InlineData(30, FindingStatus.Met)]
    [InlineData(29.9, FindingStatus.NotMet)]
    public void AHeartbeat_CountsForThirtyMinutes(double at, FindingStatus status)
    {
        var finding = Get(Judge(new Log().Add(at, 31019, "x1.servicebus.windows.net")), "EVD003");

        Assert.Equal(status, finding.Status);
        Assert.Equal("x1.servicebus.windows.net", finding.Evidence.Facts!["namespace"]!.GetValue<string>());
    }

    [Fact]
    public void AServiceThatStopped_DoesNotListen_UntilItStartsAgain()
    {
        var log = new Log().Add(50, 31019).Add(51, 31016);
        Assert.Equal(FindingStatus.NotMet, Get(Judge(log), "EVD003").Status);

        Assert.Equal(FindingStatus.Met, Get(Judge(log.Add(52, 31015)), "EVD003").Status);
    }

    [Fact]
    public void WithoutAHeartbeat_ThereIsNothingToSay() => Assert.Equal(FindingStatus.NotApplicable, Get(Judge(new Log()), "EVD003").Status);

    [Fact]
    public void OpenTrouble_IsNamedWithItsFirstFix_AndChangesNoVerdict()
    {
        var findings = Judge(new Log().Add(0, 31005).Add(1, 33004, "hr=80230626").Add(2, 31998), proof: Proof);
        var finding = Get(findings, "EVD004");

        Assert.Equal(FindingStatus.NotMet, finding.Status);
        Assert.Contains("33004", finding.Evidence.Summary, StringComparison.Ordinal);
        Assert.Contains("1 event(s) have ids that are not documented", finding.Evidence.Summary, StringComparison.Ordinal);
        Assert.Contains("PER001", finding.Remedy, StringComparison.Ordinal);
        Assert.Equal(Verdict.Compliant, VerdictRule.Judge(findings));
    }

    [Fact]
    public void ALogWithoutEvents_ProvesNothing() => Assert.Equal(FindingStatus.Unknown, Get(Judge(new Log()), "EVD004").Status);

    [Fact]
    public void ALogThatWasCutOff_IsUnknown_AndSaysSo()
    {
        var evidence = Evidence(new Log().Add(0, 31005));
        var findings = EvidenceFindings.Judge(Forest, Reading.Known(evidence with { Log = evidence.Log! with { Complete = false } }), Now);

        Assert.Equal(FindingStatus.Unknown, Get(findings, "EVD004").Status);
        Assert.Contains("left out", Get(findings, "EVD004").Evidence.Summary, StringComparison.Ordinal);
        Assert.Equal(FindingStatus.Met, Get(EvidenceFindings.Judge(Forest, Reading.Known(evidence), Now), "EVD004").Status);
    }

    private static IReadOnlyList<Finding> Judge(Log log, DateTimeOffset? at = null, ResetProof? proof = null, IReadOnlyList<CanaryGap>? gaps = null) =>
        EvidenceFindings.Judge(Forest, Reading.Known(Evidence(log, proof, gaps)), at ?? Now);

    private static WritebackEvidence Evidence(Log log, ResetProof? proof = null, IReadOnlyList<CanaryGap>? gaps = null)
    {
        var events = EventOrder.Sort(log.Events);
        return new WritebackEvidence(
            WritebackLogReading.Newest(events, 31005), WritebackLogReading.Newest(events, 31019), proof, [], log.Sum(), gaps ?? []);
    }

    private static Reading<WritebackAudit> Audit(DateTimeOffset? success) =>
        Reading.Known(new WritebackAudit(Log.Start, success, "Reset password (self-service)", success, 1, 1));

    private static Finding Get(IReadOnlyList<Finding> findings, string code) => findings.Single(finding => finding.Code == code);
}
