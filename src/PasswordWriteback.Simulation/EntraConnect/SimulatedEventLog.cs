using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Relay.EventLog;

namespace PasswordWriteback.Simulation.EntraConnect;

/// <summary>The Application log of a simulated Entra Connect server: source PasswordResetService and ADSync. Safe for many threads.</summary>
/// <param name="clock">The clock that events are stamped by.</param>
public sealed class SimulatedEventLog(TimeProvider clock) : IWritebackEventLog
{
    /// <summary>How often the heartbeat is logged while the writeback service listens.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromMinutes(5);

    private const int Kept = 10_000;
    private readonly Lock _gate = new();
    private readonly List<WritebackEvent> _events = [];
    private (int EventId, string Message)? _beat;
    private DateTimeOffset _nextBeat;

    /// <summary>Why the log cannot be read; null when it can.</summary>
    public string? UnreadableBecause { get; set; }

    /// <inheritdoc />
    public Task<Reading<IReadOnlyList<WritebackEvent>>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (UnreadableBecause is { } reason)
        {
            return Task.FromResult(Reading.Unknown<IReadOnlyList<WritebackEvent>>(reason));
        }

        lock (_gate)
        {
            CatchUp();
            return Task.FromResult(Reading.Known<IReadOnlyList<WritebackEvent>>([.. _events.Where(entry => entry.At >= since)]));
        }
    }

    /// <summary>Logs an event of source PasswordResetService.</summary>
    public void PasswordReset(int eventId, string message) => Log("PasswordResetService", eventId, message);

    /// <summary>Logs an event of source ADSync.</summary>
    public void Synchronization(int eventId, string message) => Log("ADSync", eventId, message);

    /// <summary>Begins to log an event every <see cref="HeartbeatInterval"/>, the first one now.</summary>
    internal void BeginBeat(int eventId, string message)
    {
        lock (_gate)
        {
            CatchUp();
            _beat = (eventId, message);
            _nextBeat = clock.GetUtcNow();
            CatchUp();
        }
    }

    /// <summary>Stops it.</summary>
    internal void EndBeat()
    {
        lock (_gate)
        {
            CatchUp();
            _beat = null;
        }
    }

    private void Log(string source, int eventId, string message)
    {
        lock (_gate)
        {
            CatchUp();
            Append(new WritebackEvent(clock.GetUtcNow(), eventId, source, message));
        }
    }

    /// <summary>Logs the heartbeats that are due; of a long silence only those that the log still would hold.</summary>
    private void CatchUp()
    {
        var now = clock.GetUtcNow();
        var oldest = now - (HeartbeatInterval * Kept);
        if (_beat is not null && _nextBeat < oldest)
        {
            _nextBeat += HeartbeatInterval * Math.Floor((oldest - _nextBeat) / HeartbeatInterval);
        }

        for (; _beat is { } beat && _nextBeat <= now; _nextBeat += HeartbeatInterval)
        {
            Append(new WritebackEvent(_nextBeat, beat.EventId, "PasswordResetService", beat.Message));
        }
    }

    private void Append(WritebackEvent entry)
    {
        _events.Add(entry);
        if (_events.Count > Kept)
        {
            _events.RemoveRange(0, Kept / 10);
        }
    }
}
