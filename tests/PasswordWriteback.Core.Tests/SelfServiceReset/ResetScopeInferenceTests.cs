using PasswordWriteback.Core.SelfServiceReset;
using static PasswordWriteback.Core.Tests.SelfServiceReset.Surfaces;

namespace PasswordWriteback.Core.Tests.SelfServiceReset;

public sealed class ResetScopeInferenceTests
{
    [Theory]
    [InlineData(true, true, true, true, ResetScope.Selected)]
    [InlineData(true, false, true, false, ResetScope.Selected)]
    [InlineData(true, true, false, true, ResetScope.All)]
    [InlineData(true, false, false, true, ResetScope.All)]
    [InlineData(false, true, true, true, ResetScope.None)]
    [InlineData(false, true, true, false, ResetScope.None)]
    public void Infer_FromBothQueries_FindsTheScope(
        bool enabledFound, bool enabledExhausted, bool disabledFound, bool disabledExhausted, ResetScope expected) =>
        Assert.Equal(Reading.Known(expected), Infer(Query(enabledFound, enabledExhausted), Query(disabledFound, disabledExhausted)));

    [Theory]
    [InlineData(true, true, false, false, "users who may not reset")]
    [InlineData(false, false, true, true, "users who may reset")]
    [InlineData(false, false, false, true, "users who may reset")]
    [InlineData(false, true, false, false, "users who may not reset")]
    [InlineData(false, false, false, false, "users who may reset")]
    public void Infer_CapReachedBeforeAMember_IsUnknown(
        bool enabledFound, bool enabledExhausted, bool disabledFound, bool disabledExhausted, string reason) =>
        Assert.Contains(reason, Infer(Query(enabledFound, enabledExhausted), Query(disabledFound, disabledExhausted)).UnknownReason);

    [Fact]
    public void Infer_OnlyAdministratorsAndGuests_ProvesNothing()
    {
        var scope = Infer(Query(found: false, administrators: 4), Query(found: false, administrators: 0, guests: 7));

        Assert.Contains("4 administrators, 7 guests", scope.UnknownReason);
    }

    [Fact]
    public void Infer_ReportUnknown_KeepsTheReason() =>
        Assert.Equal(Reading.Unknown<ResetScope>("forbidden"), ResetScopeInference.Infer(Reading.Unknown<RegistrationReport>("forbidden")));

    private static Reading<ResetScope> Infer(RegistrationQuery enabled, RegistrationQuery disabled) =>
        ResetScopeInference.Infer(Reading.Known(new RegistrationReport(enabled, disabled, Now)));
}
