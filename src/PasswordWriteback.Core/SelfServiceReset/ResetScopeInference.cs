namespace PasswordWriteback.Core.SelfServiceReset;

/// <summary>
/// Who may reset, inferred from the registration report. No API shows the setting. Administrators are enabled (or
/// disabled) by a policy of their own, and guests reset at home, so only members who are no administrators prove anything;
/// and since a sample cannot prove "all", both sides are asked.
/// </summary>
public static class ResetScopeInference
{
    /// <summary>The scope, or why the report does not tell.</summary>
    public static Reading<ResetScope> Infer(Reading<RegistrationReport> report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (!report.IsKnown)
        {
            return Reading.Unknown<ResetScope>(report.UnknownReason);
        }

        var enabled = report.Value.Enabled;
        var disabled = report.Value.Disabled;
        return (enabled.MemberFound, disabled.MemberFound) switch
        {
            (true, true) => Reading.Known(ResetScope.Selected),
            (true, false) when disabled.Exhausted => Reading.Known(ResetScope.All),
            (false, true) when enabled.Exhausted => Reading.Known(ResetScope.None),
            (true, false) => Capped(disabled, "may not reset"),
            (false, true) => Capped(enabled, "may reset"),
            (false, false) when enabled.Exhausted && disabled.Exhausted => Reading.Unknown<ResetScope>(
                $"the registration report names no member who is not an administrator ({enabled.Administrators + disabled.Administrators} administrators, {enabled.Guests + disabled.Guests} guests), and those prove nothing"),
            (false, false) => Capped(enabled.Exhausted ? disabled : enabled, enabled.Exhausted ? "may not reset" : "may reset"),
        };
    }

    private static Reading<ResetScope> Capped(RegistrationQuery query, string who) => Reading.Unknown<ResetScope>(
        $"the first {query.Pages} pages of users who {who} name only administrators ({query.Administrators}) and guests ({query.Guests}), and those prove nothing");
}
