using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.EntraConnect.Events;

/// <summary>What the Application log of the Connect server says about writeback. Names no user.</summary>
/// <param name="Since">Start of the window that was asked for.</param>
/// <param name="Oldest">Time of the oldest event read; null when there was none. Later than <paramref name="Since"/>: the log does not reach back.</param>
/// <param name="Newest">Time of the newest event read; null when there was none.</param>
/// <param name="Complete">False: there are more events in the window than are read, and the oldest were left out.</param>
/// <param name="Events">How many events were read, each once.</param>
/// <param name="Operations">Counts per operation, only those that occurred.</param>
/// <param name="LastSuccess">The newest reset or change that was written back, by the events alone; null when none.</param>
/// <param name="ServiceStartedAt">Newest event 31015; null when none.</param>
/// <param name="ServiceStoppedAt">Newest event 31016; null when none.</param>
/// <param name="OffboardedAt">Newest event 31013; null when none.</param>
/// <param name="Namespace">The Service Bus namespace in use, for example <c>example.servicebus.windows.net</c>; null when no event names it.</param>
/// <param name="Troubles">Failures and their causes, by event and code, newest first; at most 40.</param>
/// <param name="UnknownEvents">Ids of source PasswordResetService that are not documented, with their number; at most 20.</param>
public sealed record WritebackLogSummary(
    DateTimeOffset Since,
    DateTimeOffset? Oldest,
    DateTimeOffset? Newest,
    bool Complete,
    int Events,
    IReadOnlyList<OperationCount> Operations,
    SeenSuccess? LastSuccess,
    DateTimeOffset? ServiceStartedAt,
    DateTimeOffset? ServiceStoppedAt,
    DateTimeOffset? OffboardedAt,
    string? Namespace,
    IReadOnlyList<EventTrouble> Troubles,
    IReadOnlyList<UnknownEvent> UnknownEvents)
{
    /// <summary>Resets and changes that were written back, newest first, at most 50; null from a relay that does not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SeenSuccess>? Successes { get; init; }

    /// <summary>Newest event 656: password hashes were sent to the cloud. Null when none was read, and from a relay that does not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? HashesSentAt { get; init; }

    /// <summary>Newest event 657: the cloud's answer to them. Null as above.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? HashesAnsweredAt { get; init; }
}

/// <summary>How often an operation occurred.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Succeeded">Ended well.</param>
/// <param name="Failed">Ended with a failure event.</param>
/// <param name="Unfinished">Began, and no end is in the log.</param>
public sealed record OperationCount(WritebackOperation Operation, int Succeeded, int Failed, int Unfinished);

/// <summary>A reset or change that the events alone show as written back.</summary>
/// <param name="Operation">What it was.</param>
/// <param name="StartedAt">Its start event; null when the log holds only the end.</param>
/// <param name="At">Its success event.</param>
public sealed record SeenSuccess(WritebackOperation Operation, DateTimeOffset? StartedAt, DateTimeOffset At);

/// <summary>One kind of trouble in the log.</summary>
/// <param name="Source">Event source.</param>
/// <param name="EventId">Event id.</param>
/// <param name="Code">Code in its text, see <see cref="WritebackErrorCode"/>; null when it names none.</param>
/// <param name="Count">How often.</param>
/// <param name="First">First occurrence in the window.</param>
/// <param name="Last">Last occurrence.</param>
/// <param name="Open">Whether nothing in the log shows that it is over, and somebody has to do something about it.</param>
/// <param name="Meaning">In words.</param>
/// <param name="FirstFix">What to try first; null when there is nothing.</param>
public sealed record EventTrouble(
    string Source, int EventId, string? Code, int Count, DateTimeOffset First, DateTimeOffset Last, bool Open, string Meaning, string? FirstFix);

/// <summary>An event whose meaning is not documented.</summary>
/// <param name="Source">Event source.</param>
/// <param name="EventId">Event id.</param>
/// <param name="Count">How often.</param>
/// <param name="Last">Last occurrence.</param>
public sealed record UnknownEvent(string Source, int EventId, int Count, DateTimeOffset Last);
