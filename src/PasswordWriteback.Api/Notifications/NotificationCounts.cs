using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using PasswordWriteback.Api.Fleet;

namespace PasswordWriteback.Api.Notifications;

/// <summary>Why something that was posted as a notification was dropped.</summary>
public enum DropReason
{
    /// <summary>The body is larger than allowed.</summary>
    TooLarge,

    /// <summary>The body was not there in time.</summary>
    TooSlow,

    /// <summary>The body is no collection of notifications.</summary>
    Unreadable,

    /// <summary>More bodies at a time than are read.</summary>
    TooMany,

    /// <summary>A notification lacks what it is judged by.</summary>
    Incomplete,

    /// <summary>No tenant has the subscription.</summary>
    UnknownSubscription,

    /// <summary>It does not carry the subscription's secret.</summary>
    ClientState,

    /// <summary>It speaks of another tenant than the subscription's.</summary>
    Tenant,
}

/// <summary>
/// Counts notifications, for metrics of the meter <see cref="FleetWatch.MeterName"/> (<c>writeback.notifications</c> and
/// <c>writeback.licence.looks</c>, each by <c>result</c>) and for a line of the log now and then: who forges by the thousand fills no log.
/// </summary>
public sealed class NotificationCounts
{
    private readonly Counter<long> _notifications;
    private readonly Counter<long> _looks;
    private readonly ConcurrentDictionary<DropReason, long> _dropped = new();

    /// <summary>Makes the instruments.</summary>
    public NotificationCounts(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(FleetWatch.MeterName);
        _notifications = meter.CreateCounter<long>("writeback.notifications", "{notification}", "Notifications of Microsoft Graph that were taken or dropped.");
        _looks = meter.CreateCounter<long>("writeback.licence.looks", "{look}", "Looks at a tenant's licences.");
    }

    /// <summary>Notifications were genuine, and are stored.</summary>
    public void Taken(int count) => _notifications.Add(count, new KeyValuePair<string, object?>("result", "Taken"));

    /// <summary>A notification, or a whole body, was dropped.</summary>
    public void Dropped(DropReason reason)
    {
        _notifications.Add(1, new KeyValuePair<string, object?>("result", reason.ToString()));
        _dropped.AddOrUpdate(reason, 1, (_, count) => count + 1);
    }

    /// <summary>A tenant's licences were looked at: <c>First</c>, <c>Unchanged</c>, <c>Changed</c> or <c>Unknown</c>.</summary>
    public void Looked(string result) => _looks.Add(1, new KeyValuePair<string, object?>("result", result));

    /// <summary>What was dropped since this was asked last, in words; null when nothing was.</summary>
    public string? TakeDropped()
    {
        var words = new List<string>();
        foreach (var reason in Enum.GetValues<DropReason>())
        {
            if (_dropped.TryRemove(reason, out var count))
            {
                words.Add($"{reason} {count}");
            }
        }

        return words.Count == 0 ? null : string.Join(", ", words);
    }
}
