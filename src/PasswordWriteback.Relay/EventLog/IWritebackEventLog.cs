using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect.Events;

namespace PasswordWriteback.Relay.EventLog;

/// <summary>The Application log of the Entra Connect server.</summary>
public interface IWritebackEventLog
{
    /// <summary>The most events that a reading holds; of more in the window, the newest.</summary>
    const int MaxEvents = 20_000;

    /// <summary>The most batches of password hashes that it holds besides, without their texts, which name users; the newest.</summary>
    const int MaxHashBatches = 100;

    /// <summary>
    /// Events of writeback (<see cref="WritebackEventTable.Concerns"/>) since <paramref name="since"/>, in any order, perhaps some
    /// twice; unknown when the log cannot be read whole.
    /// </summary>
    Task<Reading<IReadOnlyList<WritebackEvent>>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken);
}
