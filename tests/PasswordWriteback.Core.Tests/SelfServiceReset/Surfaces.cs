using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;

namespace PasswordWriteback.Core.Tests.SelfServiceReset;

/// <summary>Readings for tests, and the judgement of them.</summary>
internal static class Surfaces
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset ReportTime = Now.AddHours(-6);

    /// <summary>Nobody may reset, administrators may, nothing has happened, the flag is out of reach.</summary>
    public static readonly SelfServiceResetReading Fresh = new(
        Report(ResetScope.None), Reading.Known(true), Audit(null), Reading.Unknown<bool>("delegated only"));

    public static Reading<RegistrationReport> Report(ResetScope scope, DateTimeOffset? asOf = null) => Reading.Known(new RegistrationReport(
        Query(found: scope != ResetScope.None),
        Query(found: scope != ResetScope.All),
        asOf ?? ReportTime));

    public static RegistrationQuery Query(bool found, bool exhausted = true, int administrators = 1, int guests = 0) =>
        new(found, exhausted, Pages: 1, administrators, guests);

    public static Reading<WritebackAudit> Audit(DateTimeOffset? success, bool bySelf = true) => Reading.Known(new WritebackAudit(
        Now.AddDays(-30),
        success,
        success is null ? null : bySelf ? "Reset password (self-service)" : "Reset password (by admin)",
        bySelf ? success : null,
        success is null ? 0 : 1,
        EventsRead: 5));

    public static Attestation Word(string findingCode, DateTimeOffset at) => new(findingCode, "ada@contoso.com", at);

    public static Finding Judge(
        string findingCode, SelfServiceResetReading reading, OnPremisesSigns? onPremises = null, params Attestation[] words) =>
        SelfServiceResetFindings
            .Judge(reading, onPremises ?? OnPremisesSigns.None, words, Now)
            .Single(finding => finding.Code == findingCode);
}
