namespace PasswordWriteback.Core.EntraConnect.Events;

/// <summary>An event of source PasswordResetService or ADSync in the Application log of the Connect server.</summary>
/// <param name="At">When it was logged, UTC.</param>
/// <param name="EventId">Its id.</param>
/// <param name="Source">Its source (provider name).</param>
/// <param name="Message">The values of its EventData, one a line; may be cut. Names users: stays on the relay.</param>
/// <param name="RecordId">Its number in the log; null when not known.</param>
public sealed record WritebackEvent(DateTimeOffset At, int EventId, string Source, string Message, long? RecordId = null);

/// <summary>The sources of events that concern writeback.</summary>
public static class WritebackSources
{
    /// <summary>The writeback service itself.</summary>
    public const string PasswordReset = "PasswordResetService";

    /// <summary>The synchronization engine, which sets the passwords.</summary>
    public const string Synchronization = "ADSync";

    /// <summary>Password hash synchronization, the way back of a password into the cloud.</summary>
    public const string HashSynchronization = "Directory Synchronization";
}
