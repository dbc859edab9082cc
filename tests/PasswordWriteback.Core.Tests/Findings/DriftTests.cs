using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Tests.Findings;

public sealed class DriftTests
{
    private const string Forest = "contoso.example";

    [Theory]
    [InlineData(Verdict.Compliant, Verdict.NonCompliant, DriftKind.BecameNonCompliant)]
    [InlineData(Verdict.Compliant, Verdict.ActionRequired, DriftKind.BecameNonCompliant)]
    [InlineData(Verdict.ConfiguredNotProven, Verdict.Blocked, DriftKind.BecameNonCompliant)]
    [InlineData(Verdict.NonCompliant, Verdict.Compliant, DriftKind.Recovered)]
    [InlineData(Verdict.Blocked, Verdict.ConfiguredNotProven, DriftKind.Recovered)]
    [InlineData(Verdict.ActionRequired, Verdict.Compliant, DriftKind.Recovered)]
    public void AVerdict_ThatChangesSides_IsDrift(Verdict before, Verdict now, DriftKind kind)
    {
        var change = Assert.Single(Drift.Compare(Report(before), Report(now)));

        Assert.Equal((kind, null, null), (change.Kind, change.FindingCode, change.Subject));
        Assert.Equal($"The verdict was {before} and is {now}.", change.Detail);
    }

    [Theory]
    [InlineData(Verdict.Compliant, Verdict.ConfiguredNotProven)]
    [InlineData(Verdict.NonCompliant, Verdict.Blocked)]
    [InlineData(Verdict.Blocked, Verdict.ActionRequired)]
    [InlineData(Verdict.Compliant, Verdict.Unknown)]
    [InlineData(Verdict.Unknown, Verdict.Compliant)]
    [InlineData(Verdict.NonCompliant, Verdict.Unknown)]
    [InlineData(Verdict.Unknown, Verdict.NonCompliant)]
    public void AVerdict_OnTheSameSide_OrUnknown_IsNoDrift(Verdict before, Verdict now) =>
        Assert.Empty(Drift.Compare(Report(before), Report(now)));

    [Theory]
    [InlineData(FindingStatus.Met, FindingStatus.NotMet, DriftKind.NewFinding)]
    [InlineData(FindingStatus.NotApplicable, FindingStatus.ActionRequired, DriftKind.NewFinding)]
    [InlineData(FindingStatus.Unknown, FindingStatus.NotMet, DriftKind.NewFinding)]
    [InlineData(null, FindingStatus.NotMet, DriftKind.NewFinding)]
    [InlineData(FindingStatus.NotMet, FindingStatus.Met, DriftKind.FindingGone)]
    [InlineData(FindingStatus.ActionRequired, FindingStatus.NotApplicable, DriftKind.FindingGone)]
    [InlineData(FindingStatus.NotMet, FindingStatus.ActionRequired, null)]
    [InlineData(FindingStatus.NotMet, FindingStatus.Unknown, null)]
    [InlineData(FindingStatus.NotMet, null, null)]
    [InlineData(FindingStatus.Unknown, FindingStatus.Met, null)]
    [InlineData(FindingStatus.Met, FindingStatus.Unknown, null)]
    [InlineData(null, FindingStatus.Met, null)]
    public void AFinding_IsNewWhenItFails_AndGoneOnlyWhenItIsKnownToBeMet(FindingStatus? before, FindingStatus? now, DriftKind? kind)
    {
        var changes = Drift.Compare(Report(Verdict.NonCompliant, Finding(before)), Report(Verdict.NonCompliant, Finding(now)));

        Assert.Equal(kind is { } expected ? [(expected, FindingCodes.ConnectSwitch, Forest)] : [], changes.Select(change => (change.Kind, change.FindingCode!, change.Subject!)));
    }

    [Fact]
    public void TheSameCode_OfAnotherSubject_IsAnotherFinding()
    {
        var other = new Finding(FindingCodes.ConnectSwitch, FindingStatus.NotMet, "fabrikam.example", new Evidence("off"));

        var change = Assert.Single(Drift.Compare(
            Report(Verdict.NonCompliant, Finding(FindingStatus.NotMet)), Report(Verdict.NonCompliant, Finding(FindingStatus.NotMet), other)));

        Assert.Equal((DriftKind.NewFinding, "fabrikam.example"), (change.Kind, change.Subject));
        Assert.Equal("It was not checked and is NotMet: off", change.Detail);
    }

    [Fact]
    public void WithoutAPreviousReport_NothingDiffers() => Assert.Empty(Drift.Compare(null, Report(Verdict.NonCompliant, Finding(FindingStatus.NotMet))));

    [Fact]
    public void ARunThatWasBrokenOff_IsComparedWithNothing()
    {
        var cancelled = Report(Verdict.NonCompliant) with
        {
            Findings = [new Finding(FindingCodes.RunCompleted, FindingStatus.NotMet, string.Empty, new Evidence("alice cancelled"))],
        };

        Assert.False(cancelled.JudgesTenant);
        Assert.Empty(Drift.Compare(Report(Verdict.Compliant), cancelled));
        Assert.Empty(Drift.Compare(cancelled, Report(Verdict.Compliant)));
    }

    [Fact]
    public void ARollback_DoesNotJudgeTheTenant()
    {
        var rollback = Report(Verdict.NonCompliant) with { Mode = RunMode.Rollback };

        Assert.True(rollback.CameToItsEnd);
        Assert.False(rollback.JudgesTenant);
        Assert.Empty(Drift.Compare(Report(Verdict.Compliant), rollback));
    }

    private static Finding? Finding(FindingStatus? status) =>
        status is { } known ? new Finding(FindingCodes.ConnectSwitch, known, Forest, new Evidence("off")) : null;

    private static RunReport Report(Verdict verdict, params Finding?[] findings) => new(
        new Guid("0d5b7ac4-2f2f-4f5b-9c2e-6f4f1c5a9b01"),
        "run-1",
        RunMode.Check,
        verdict,
        [.. findings.OfType<Finding>(), new Finding(FindingCodes.RunCompleted, FindingStatus.Met, string.Empty, new Evidence("done"))],
        [],
        [],
        []);
}
