using System.Globalization;

namespace PasswordWriteback.Relay.Policy;

/// <summary>A time of the week in which the service may write.</summary>
/// <param name="Days">The days on which it begins.</param>
/// <param name="From">When it begins, on the clock of <paramref name="Zone"/>.</param>
/// <param name="To">When it ends, exclusive; not after <paramref name="From"/>: on the next day. Equal: 24 hours.</param>
/// <param name="Zone">The time zone.</param>
public sealed record MaintenanceWindow(IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To, TimeZoneInfo Zone)
{
    /// <summary>Whether the window is open.</summary>
    public bool Contains(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, Zone);
        var time = TimeOnly.FromTimeSpan(local.TimeOfDay);
        var beganToday = Days.Contains(local.DayOfWeek) && time >= From && (time < To || To <= From);
        var beganYesterday = To <= From && Days.Contains(local.AddDays(-1).DayOfWeek) && time < To;
        return beganToday || beganYesterday;
    }

    /// <summary>In words, for example <c>saturday, sunday from 22:00 to 04:00 (Europe/Zurich)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{string.Join(", ", Days)} from {From:HH:mm} to {To:HH:mm} ({Zone.Id})");
}
