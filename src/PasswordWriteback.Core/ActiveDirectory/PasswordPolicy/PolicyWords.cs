using System.Globalization;

namespace PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;

/// <summary>Lengths of time and settings as a person reads them.</summary>
internal static class PolicyWords
{
    public static string Age(TimeSpan age) => age.TotalDays >= 1
        ? Count(age.TotalDays, "day")
        : age.TotalHours >= 1 ? Count(age.TotalHours, "hour") : Count(age.TotalMinutes, "minute");

    /// <summary>Where a Group Policy's winner for a setting is not known, why; null when it is, or when no policy sets it.</summary>
    public static string? WhyUnknown(DomainPasswordPolicy policy, PasswordSetting setting) => policy.GroupPolicy switch
    {
        null => "not read by this relay.",
        { IsKnown: false } unknown => unknown.UnknownReason,
        { } known => known.Value.Find(setting)?.UnknownReason,
    };

    private static string Count(double number, string unit) =>
        number.ToString("0.##", CultureInfo.InvariantCulture) + " " + unit + (number is 1 ? string.Empty : "s");
}
