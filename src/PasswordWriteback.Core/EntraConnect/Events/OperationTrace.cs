namespace PasswordWriteback.Core.EntraConnect.Events;

/// <summary>How an operation ended, as far as the log says.</summary>
public enum OperationOutcome
{
    /// <summary>Its success event is there.</summary>
    Succeeded,

    /// <summary>Its failure event is there.</summary>
    Failed,

    /// <summary>It began and neither is there.</summary>
    Unfinished,
}

/// <summary>One operation of writeback: its start and its end, put together. Stays on the relay.</summary>
/// <param name="Operation">What it was.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="StartedAt">Its start event; null when the log holds only the end.</param>
/// <param name="EndedAt">Its end event; null while unfinished.</param>
/// <param name="TrackingId">What ties its events together; null when the log names none.</param>
/// <param name="UserPrincipalName">The user that its events name; null when none.</param>
/// <param name="SourceAnchor">The source anchor that its events name, base64; null when none.</param>
public sealed record OperationTrace(
    WritebackOperation Operation,
    OperationOutcome Outcome,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    Guid? TrackingId,
    string? UserPrincipalName,
    string? SourceAnchor)
{
    /// <summary>When it ended, else when it began.</summary>
    public DateTimeOffset At => EndedAt ?? StartedAt ?? DateTimeOffset.MinValue;

    /// <summary>Whether it writes a password.</summary>
    public bool WritesPassword => Operation is WritebackOperation.SelfServiceReset or WritebackOperation.Change or WritebackOperation.AdministratorReset;
}
