using System.Text.Json;
using Microsoft.DurableTask;

namespace PasswordWriteback.Functions.Durable;

/// <summary>
/// External events of one instance, as <see cref="Orchestration.Runtime.IOrchestrationContext"/> promises them: a wait that was
/// given up takes no event. Durable Task hands an event to an abandoned wait and so loses it; therefore one wait of
/// Durable Task per name stays open for good, and what comes through it is handed on here: to the newest wait, as Durable Task would.
/// </summary>
internal sealed class EventInbox(TaskOrchestrationContext context)
{
    private readonly Dictionary<string, Slot> _slots = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The next event of a name.</summary>
    public Task<JsonElement> ReceiveAsync(string name, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<JsonElement>(cancellationToken);
        }

        if (!_slots.TryGetValue(name, out var slot))
        {
            _slots[name] = slot = new Slot();
            slot.Pump = PumpAsync(name, slot);
        }

        if (slot.Pump.IsFaulted)
        {
            return Task.FromException<JsonElement>(slot.Pump.Exception.InnerException!);
        }

        if (slot.Kept.TryDequeue(out var kept))
        {
            return Task.FromResult(kept);
        }

        // Without RunContinuationsAsynchronously: the orchestrator goes on in its own thread or not at all.
        var wait = new TaskCompletionSource<JsonElement>();
        slot.Waits.AddLast(wait);
        cancellationToken.UnsafeRegister(_ => GiveUp(slot, wait, cancellationToken), null);
        return wait.Task;
    }

    private static void GiveUp(Slot slot, TaskCompletionSource<JsonElement> wait, CancellationToken cancellationToken)
    {
        if (slot.Waits.Remove(wait))
        {
            wait.SetCanceled(cancellationToken);
        }
    }

    private async Task PumpAsync(string name, Slot slot)
    {
        while (true)
        {
            var payload = await context.WaitForExternalEvent<JsonElement>(name).ConfigureAwait(true);
            if (slot.Waits.Last is { } newest)
            {
                slot.Waits.Remove(newest);
                newest.Value.SetResult(payload);
            }
            else
            {
                slot.Kept.Enqueue(payload);
            }
        }
    }

    private sealed class Slot
    {
        public Task Pump { get; set; } = Task.CompletedTask;
        public Queue<JsonElement> Kept { get; } = new();
        public LinkedList<TaskCompletionSource<JsonElement>> Waits { get; } = new();
    }
}
