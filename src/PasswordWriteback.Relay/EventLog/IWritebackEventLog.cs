using PasswordWriteback.Core;

namespace PasswordWriteback.Relay.EventLog;

/// <summary>An event of source PasswordResetService or ADSync.</summary>
/// <param name="At">When it was logged.</param>
/// <param name="EventId">Its id.</param>
/// <param name="Source">Its source.</param>
/// <param name="Message">Its text.</param>
public sealed record WritebackEvent(DateTimeOffset At, int EventId, string Source, string Message);

/// <summary>The Application log of the Entra Connect server.</summary>
public interface IWritebackEventLog
{
    /// <summary>Events of the two sources since <paramref name="since"/>, oldest first; unknown when there is no such log here.</summary>
    Task<Reading<IReadOnlyList<WritebackEvent>>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken);
}

/// <summary>Stands where no adapter for the event log exists yet: every answer is unknown.</summary>
public sealed class EventLogNotBuilt : IWritebackEventLog
{
    /// <inheritdoc />
    public Task<Reading<IReadOnlyList<WritebackEvent>>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.FromResult(Reading.NotBuilt<IReadOnlyList<WritebackEvent>>("reading the Application log of the Connect server"));
}
