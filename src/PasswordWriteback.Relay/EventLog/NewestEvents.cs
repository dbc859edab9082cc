using PasswordWriteback.Core.EntraConnect.Events;

namespace PasswordWriteback.Relay.EventLog;

/// <summary>
/// Keeps the newest events of a stream in any order, at most <see cref="IWritebackEventLog.MaxEvents"/>. Batches of password hashes are kept
/// apart, at most <see cref="IWritebackEventLog.MaxHashBatches"/>: a full synchronization logs so many that they would push the others out.
/// </summary>
internal sealed class NewestEvents
{
    private readonly PriorityQueue<WritebackEvent, (DateTimeOffset At, long Record)> _kept = new();
    private readonly PriorityQueue<WritebackEvent, (DateTimeOffset At, long Record)> _batches = new();

    public void Add(WritebackEvent entry)
    {
        if (WritebackEventTable.IsHashBatch(entry.Source, entry.EventId))
        {
            Add(_batches, entry with { Message = string.Empty }, IWritebackEventLog.MaxHashBatches);
        }
        else
        {
            Add(_kept, entry, IWritebackEventLog.MaxEvents);
        }
    }

    public IReadOnlyList<WritebackEvent> ToList() =>
        [.. _kept.UnorderedItems.Select(item => item.Element), .. _batches.UnorderedItems.Select(item => item.Element)];

    private static void Add(PriorityQueue<WritebackEvent, (DateTimeOffset At, long Record)> kept, WritebackEvent entry, int atMost)
    {
        var order = (entry.At, entry.RecordId ?? 0);
        if (kept.Count < atMost)
        {
            kept.Enqueue(entry, order);
        }
        else
        {
            kept.EnqueueDequeue(entry, order);
        }
    }
}
