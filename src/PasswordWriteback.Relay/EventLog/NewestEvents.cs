using PasswordWriteback.Core.EntraConnect.Events;

namespace PasswordWriteback.Relay.EventLog;

/// <summary>Keeps the newest events of a stream in any order, at most <see cref="IWritebackEventLog.MaxEvents"/>.</summary>
internal sealed class NewestEvents
{
    private readonly PriorityQueue<WritebackEvent, (DateTimeOffset At, long Record)> _kept = new();

    public void Add(WritebackEvent entry)
    {
        var order = (entry.At, entry.RecordId ?? 0);
        if (_kept.Count < IWritebackEventLog.MaxEvents)
        {
            _kept.Enqueue(entry, order);
        }
        else
        {
            _kept.EnqueueDequeue(entry, order);
        }
    }

    public IReadOnlyList<WritebackEvent> ToList() => [.. _kept.UnorderedItems.Select(item => item.Element)];
}
