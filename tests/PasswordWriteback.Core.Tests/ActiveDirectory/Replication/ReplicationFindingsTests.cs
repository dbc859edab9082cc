using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Replication;

public sealed class ReplicationFindingsTests
{
    private static ControllerConfirmation Controller(string name, ConfirmationState state, bool required = true, DateTimeOffset? since = null) => new(
        name, "contoso.com", "HQ", required, required ? "PDC emulator" : "", state, "what was seen.", since, SampledUsers: 3);

    private static Finding Judge(string code, bool deadlinePassed, params ControllerConfirmation[] controllers) =>
        ReplicationFindings.Judge("contoso.com", controllers, deadlinePassed).Single(finding => finding.Code == code);

    [Fact]
    public void AllRequiredConfirmed_IsMet() => Assert.Equal(
        FindingStatus.Met,
        Judge("RPL001", false, Controller("dc1", ConfirmationState.Confirmed), Controller("rodc", ConfirmationState.Exempt)).Status);

    [Theory]
    [InlineData(false, FindingStatus.ActionRequired)]
    [InlineData(true, FindingStatus.NotMet)]
    public void OneThatIsBehind_IsNamed_WithItsStateAndReason(bool deadlinePassed, FindingStatus expected)
    {
        var finding = Judge(
            "RPL001", deadlinePassed, Controller("dc1", ConfirmationState.Confirmed), Controller("dc2", ConfirmationState.RootPending));

        Assert.Equal(expected, finding.Status);
        Assert.Contains("dc2 (RootPending: what was seen)", finding.Evidence.Summary, StringComparison.Ordinal);
        Assert.Contains("repadmin /showrepl dc2", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void OneThatIsUnreachable_SaysSinceWhen()
    {
        var since = new DateTimeOffset(2026, 3, 1, 7, 30, 0, TimeSpan.Zero);

        Assert.Contains(
            "since 2026-03-01 07:30 UTC",
            Judge("RPL001", true, Controller("dc2", ConfirmationState.Unreachable, since: since)).Evidence.Summary,
            StringComparison.Ordinal);
    }

    [Fact]
    public void OneThatCannotBeAsked_MayBeMendedOrReleased_AndIsNotSimplyRemoved()
    {
        var remedy = Judge("RPL001", false, Controller("dc2", ConfirmationState.Unreachable)).Remedy;

        Assert.Contains("mend what its reason names; or release it", remedy, StringComparison.Ordinal);
        Assert.Contains("Only if it is gone for good", remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void TheOthers_NeverTouchTheRequired()
    {
        ControllerConfirmation[] controllers = [Controller("dc1", ConfirmationState.Confirmed), Controller("dc3", ConfirmationState.Abandoned, required: false)];

        Assert.Equal(FindingStatus.Met, Judge("RPL001", true, controllers).Status);
        var others = Judge("RPL002", true, controllers);
        Assert.Equal((FindingStatus.NotMet, false), (others.Status, others.Required));
        Assert.Contains("metadata cleanup", others.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void NobodyAsked_IsUnknown() => Assert.Equal(FindingStatus.Unknown, Judge("RPL001", false).Status);

    [Fact]
    public void NoOthers_IsNotApplicable() =>
        Assert.Equal(FindingStatus.NotApplicable, Judge("RPL002", false, Controller("dc1", ConfirmationState.Confirmed)).Status);
}
