using PasswordWriteback.Core.EntraConnect.Canary;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Core.Tests.EntraConnect.Events;

namespace PasswordWriteback.Core.Tests.EntraConnect.Canary;

public sealed class CanaryProofTests
{
    private const string Pdc = "dc1.corp.example";
    private const string Second = "dc2.corp.example";

    private static Log Reset => new Log().Add(0, 31001, Log.Text(1, "canary")).Add(1, 31002, Log.Text(1, "canary"));

    [Fact]
    public void AllParts_AreAProof()
    {
        var (proof, gaps) = Judge(Reset, Seen(Pdc, 0.5));

        Assert.Empty(gaps);
        Assert.Equal(
            (Log.At(1), "SelfServiceReset", Second, Log.At(0.5), Log.At(0), CanaryMatch.ByName),
            (proof!.At, proof.Operation, proof.Controller, proof.PwdLastSet, proof.StartedAt!.Value, proof.Match!.Value));
    }

    [Fact]
    public void EventsThatNameNobody_AreJoinedByTime() =>
        Assert.Equal(CanaryMatch.ByTime, Judge(new Log().Add(0, 31009).Add(1, 31010), Seen(Pdc, 1)).Proof!.Match);

    [Fact]
    public void ASuccessOfAnotherUser_IsNone() =>
        Assert.Equal(CanaryPart.SuccessEvent, Gap(new Log().Add(0, 31001, Log.Text(1, "ada")).Add(1, 31002, Log.Text(1, "ada")), Seen(Pdc, 1)).Part);

    [Fact]
    public void ARenamedUser_IsKnownByItsAnchor()
    {
        var renamed = Seen(Pdc, 1) with { PrincipalName = "new@corp.example" };

        Assert.Equal(CanaryMatch.ByName, Judge(Reset, renamed).Proof!.Match);
    }

    [Fact]
    public void WithoutTheUser_ItIsNotFound() => Assert.Equal(CanaryPart.Found, Gap(Reset).Part);

    [Theory]
    [InlineData(31003, "failed")]
    [InlineData(31019, "no end in the log")]
    public void WithoutASuccess_TheNewestOperationIsNamed(int then, string words)
    {
        var gap = Gap(new Log().Add(0, 31001).Add(1, then), Seen(Pdc, 1));

        Assert.Equal(CanaryPart.SuccessEvent, gap.Part);
        Assert.Contains(words, gap.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-5.1, CanaryPart.PwdLastSetRose)]
    [InlineData(-5, null)]
    [InlineData(6, null)]
    [InlineData(6.1, CanaryPart.PwdLastSetRose)]
    public void PwdLastSet_HasToRiseBetweenStartAndEnd_FiveMinutesOfClocksAllowed(double set, CanaryPart? missing)
    {
        var (proof, gaps) = Judge(Reset, Seen(Pdc, set));

        Assert.Equal(missing, gaps.Count == 0 ? null : gaps[0].Part);
        Assert.Equal(missing is null, proof is not null);
    }

    [Fact]
    public void ALaterPassword_HidesTheReset_AndThatIsSaid() =>
        Assert.Contains("set again since", Gap(Reset, Seen(Pdc, 600)).Detail, StringComparison.Ordinal);

    [Fact]
    public void APasswordThatExpiredAtOnce_IsNoProof()
    {
        var gap = Gap(Reset, Seen(Pdc, 1) with { PwdLastSet = null, ExpiredAtOnce = true });

        Assert.Equal(CanaryPart.NotExpired, gap.Part);
        Assert.Contains("Unexpire Password", gap.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void PwdLastSetThatMayNotBeRead_IsSaid() =>
        Assert.Contains("does not show", Gap(Reset, Seen(Pdc, 1) with { PwdLastSet = null }).Detail, StringComparison.Ordinal);

    [Fact]
    public void WithoutMetadata_TheOriginIsMissing() =>
        Assert.Equal(CanaryPart.Origin, Gap(Reset, Seen(Pdc, 1) with { PwdLastSetOrigin = null, PasswordOrigin = null }).Part);

    [Fact]
    public void PwdLastSetThatSomebodyChangedAlone_IsNoProof() =>
        Assert.Equal(CanaryPart.PasswordWritten, Gap(Reset, Seen(Pdc, 1) with { PasswordOrigin = new WriteOrigin(Second, Log.At(-9000), 2) }).Part);

    [Fact]
    public void MetadataWithoutThePassword_StillProve() =>
        Assert.NotNull(Judge(Reset, Seen(Pdc, 1) with { PasswordOrigin = null }).Proof);

    [Fact]
    public void OnAnotherController_ButNotOnThePdcEmulator_IsUnderWay()
    {
        var gap = Gap(Reset, Seen(Pdc, -9000), Seen(Second, 1));

        Assert.Equal(CanaryPart.PdcEmulator, gap.Part);
        Assert.Contains(Second, gap.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, CanaryPart.NotExpired)]
    [InlineData(2, CanaryPart.PdcEmulator)]
    public void OnAnotherController_ThatOnlyHasNotHeardOfALaterChange_IsNotUnderWay(uint versionOnPdc, CanaryPart missing)
    {
        var pdc = Seen(Pdc, 30) with { PwdLastSet = null, ExpiredAtOnce = true, PwdLastSetOrigin = new WriteOrigin(Pdc, Log.At(30), versionOnPdc) };

        Assert.Equal(missing, Gap(Reset, pdc, Seen(Second, 1)).Part);
    }

    [Fact]
    public void APdcEmulatorThatDoesNotAnswer_IsMissing() => Assert.Equal(CanaryPart.PdcEmulator, Gap(Reset, Seen(Second, 1)).Part);

    [Fact]
    public void AnOlderResetThatFits_Proves_WhenTheNewestDoesNot()
    {
        var log = Reset.Add(1000, 31006).Add(1001, 31007);

        Assert.Equal(Log.At(1), Judge(log, Seen(Pdc, 1)).Proof!.At);
    }

    private static CanarySighting Seen(string server, double set) => new(
        server,
        server == Pdc,
        "canary@corp.example",
        [Log.Anchor("canary")],
        Log.At(set),
        ExpiredAtOnce: false,
        new WriteOrigin(Second, Log.At(set), 3),
        new WriteOrigin(Second, Log.At(set), 3));

    private static (Core.EntraConnect.ResetProof? Proof, IReadOnlyList<CanaryGap> Gaps) Judge(Log log, params CanarySighting[] sightings) =>
        CanaryProof.Judge(OperationPairing.Pair(EventOrder.Sort(log.Events)), sightings);

    private static CanaryGap Gap(Log log, params CanarySighting[] sightings)
    {
        var (proof, gaps) = Judge(log, sightings);

        Assert.Null(proof);
        return Assert.Single(gaps);
    }
}
