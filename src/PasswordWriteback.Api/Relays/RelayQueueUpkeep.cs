using Microsoft.Extensions.Logging;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.Api.Relays;

/// <summary>What a round of upkeep came to.</summary>
/// <param name="Made">Queues of relays that had none.</param>
/// <param name="Removed">Queues of nobody.</param>
/// <param name="Troubled">Places that did not say what they have, queues that were neither made nor removed, and relays whose place is not configured any more.</param>
public sealed record QueueUpkeepRound(int Made, int Removed, int Troubled);

/// <summary>
/// Makes queues fit the relays that are enrolled. Queues without a relay, and relays without a queue, are what a process leaves
/// that died between store and queues.
/// </summary>
/// <param name="queues">The queues.</param>
/// <param name="relays">The relays.</param>
/// <param name="logger">Where trouble is told.</param>
public sealed partial class RelayQueueUpkeep(IRelayQueues queues, RelayStore relays, ILogger<RelayQueueUpkeep> logger)
{
    /// <summary>A queue without a relay may be one of an enrolment at work: it is removed in the second round that finds it.</summary>
    private HashSet<RelayQueue> _orphans = [];

    /// <summary>One round. Trouble with one queue or place does not keep the others from theirs.</summary>
    /// <exception cref="Storage.StoreUnavailableException">The store does not say who is enrolled; nothing was done.</exception>
    public async Task<QueueUpkeepRound> RunOnceAsync(CancellationToken cancellationToken)
    {
        var (existing, unknown) = await ListAsync(cancellationToken).ConfigureAwait(false);
        var enrolled = (await relays.EnrolledAsync(cancellationToken).ConfigureAwait(false)).ToHashSet();
        var (made, removed, troubled) = (0, 0, unknown.Count + Lost(enrolled));
        var known = queues.Places.Except(unknown).ToList();
        foreach (var missing in enrolled.Except(existing).Where(queue => known.Contains(queue.ServiceBus)))
        {
            var done = await TryAsync(missing.Name, () => queues.EnsureAsync(missing, cancellationToken), cancellationToken).ConfigureAwait(false);
            (made, troubled) = done ? (made + 1, troubled) : (made, troubled + 1);
        }

        var orphans = existing.Where(queue => RelayRecord.IsQueue(queue.Name) && !enrolled.Contains(queue)).ToHashSet();
        foreach (var orphan in orphans.Intersect(_orphans))
        {
            var done = await TryAsync(orphan.Name, () => queues.RemoveAsync(orphan, cancellationToken), cancellationToken).ConfigureAwait(false);
            (removed, troubled) = done ? (removed + 1, troubled) : (removed, troubled + 1);
        }

        _orphans = orphans;
        return new QueueUpkeepRound(made, removed, troubled);
    }

    private async Task<(List<RelayQueue> Existing, List<Uri?> Unknown)> ListAsync(CancellationToken cancellationToken)
    {
        var (existing, unknown) = (new List<RelayQueue>(), new List<Uri?>());
        foreach (var place in queues.Places)
        {
            if (!await TryAsync(
                place?.Host ?? "all queues of the first place",
                async () => existing.AddRange(await queues.ListAsync(place, cancellationToken).ConfigureAwait(false)),
                cancellationToken).ConfigureAwait(false))
            {
                unknown.Add(place);
            }
        }

        return (existing, unknown);
    }

    /// <summary>Tells of relays whose namespace was taken out of the configuration: nobody reaches them any more.</summary>
    private int Lost(IEnumerable<RelayQueue> enrolled)
    {
        var lost = enrolled.Where(queue => !queues.Places.Contains(queue.ServiceBus)).ToLookup(queue => queue.ServiceBus);
        foreach (var place in lost)
        {
            NotConfigured(logger, place.Count(), place.Key);
        }

        return lost.Sum(place => place.Count());
    }

    private async Task<bool> TryAsync(string what, Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work().ConfigureAwait(false);
            return true;
        }
#pragma warning disable CA1031 // One relay's trouble, whatever it is, must not stop the others.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            NotKept(logger, what, e.Message, e);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Upkeep of queues left out '{What}' until the next round: {Why}")]
    private static partial void NotKept(ILogger logger, string what, string why, Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Count} relays have their queues in the Service Bus namespace {ServiceBus}, which is not configured any more: nobody reaches them. Configure it again, or enrol these relays anew.")]
    private static partial void NotConfigured(ILogger logger, int count, Uri? serviceBus);
}
