namespace PasswordWriteback.Core.EntraConnect.Events;

/// <summary>Events as they come: newest first, in any order, exported twice.</summary>
public static class EventOrder
{
    /// <summary>In the order of time (then of the log), each event once.</summary>
    public static IReadOnlyList<WritebackEvent> Sort(IEnumerable<WritebackEvent> events) =>
    [
        .. events
            .Distinct()
            .OrderBy(entry => entry.At)
            .ThenBy(entry => entry.RecordId ?? long.MaxValue),
    ];
}
