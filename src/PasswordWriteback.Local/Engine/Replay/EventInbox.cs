using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PasswordWriteback.Local.Engine.Replay;

/// <summary>
/// External events of one instance. Names compare without regard to case; events of one name are received in the order in
/// which they came; an event that nobody waits for is kept; a wait that was given up takes none. Of several open waits for
/// one name the newest is served first, as in Durable Task (microsoft/durabletask-dotnet pull request 509).
/// </summary>
internal sealed class EventInbox(TurnScheduler scheduler)
{
    private readonly Dictionary<string, Queue<JsonElement>> _kept = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, LinkedList<Wait>> _waits = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether any wait is open.</summary>
    public bool IsAwaited => _waits.Count > 0;

    public Task<T> WaitAsync<T>(string name, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        var wait = new Wait<T>(name, type);
        if (_kept.TryGetValue(name, out var kept))
        {
            wait.Receive(kept.Dequeue());
            if (kept.Count == 0)
            {
                _kept.Remove(name);
            }

            return wait.Task;
        }

        if (!_waits.TryGetValue(name, out var waits))
        {
            _waits[name] = waits = new();
        }

        waits.AddFirst(wait);
        wait.Cancellation = cancellationToken.UnsafeRegister(_ => GiveUp(wait, cancellationToken), null);
        return wait.Task;
    }

    public void Raise(string name, JsonElement payload)
    {
        if (_waits.TryGetValue(name, out var waits))
        {
            var wait = waits.First!.Value;
            Remove(wait);
            wait.Cancellation.Unregister();
            wait.Receive(payload);
            return;
        }

        if (!_kept.TryGetValue(name, out var kept))
        {
            _kept[name] = kept = new();
        }

        kept.Enqueue(payload);
    }

    private void GiveUp<T>(Wait<T> wait, CancellationToken cancellationToken)
    {
        if (!scheduler.IsOnTurn)
        {
            scheduler.ReportForeign();
            return;
        }

        Remove(wait);
        wait.Cancel(cancellationToken);
    }

    private void Remove(Wait wait)
    {
        var waits = _waits[wait.Name];
        waits.Remove(wait);
        if (waits.Count == 0)
        {
            _waits.Remove(wait.Name);
        }
    }

    private abstract class Wait(string name)
    {
        public string Name => name;

        public CancellationTokenRegistration Cancellation { get; set; }

        public abstract void Receive(JsonElement payload);
    }

    private sealed class Wait<T>(string name, JsonTypeInfo<T> type) : Wait(name)
    {
        private readonly TaskCompletionSource<T> _event = new();

        public Task<T> Task => _event.Task;

        public void Cancel(CancellationToken cancellationToken) => _event.SetCanceled(cancellationToken);

        public override void Receive(JsonElement payload)
        {
            try
            {
                _event.SetResult(payload.Deserialize(type)!);
            }
            catch (JsonException e)
            {
                _event.SetException(new InvalidOperationException(
                    $"The payload of event '{Name}' does not read as {typeof(T).Name}: {e.Message}", e));
            }
        }
    }
}
