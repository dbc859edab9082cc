using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.Api.Relays;

/// <summary>
/// Makes queues fit the relays that are enrolled. Queues without a relay, and relays without a queue, are what a process leaves
/// that died between store and queues.
/// </summary>
/// <param name="queues">The queues.</param>
/// <param name="relays">The relays.</param>
public sealed class RelayQueueUpkeep(IRelayQueues queues, RelayStore relays)
{
    /// <summary>A queue without a relay may be one of an enrolment at work: it is removed in the second round that finds it.</summary>
    private HashSet<RelayQueue> _orphans = [];

    /// <summary>One round.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var existing = await queues.ListAsync(cancellationToken).ConfigureAwait(false);
        var enrolled = (await relays.EnrolledAsync(cancellationToken).ConfigureAwait(false)).ToHashSet();
        foreach (var missing in enrolled.Except(existing))
        {
            await queues.EnsureAsync(missing, cancellationToken).ConfigureAwait(false);
        }

        var orphans = existing.Where(queue => RelayRecord.IsQueue(queue.Name) && !enrolled.Contains(queue)).ToHashSet();
        foreach (var orphan in orphans.Intersect(_orphans))
        {
            await queues.RemoveAsync(orphan, cancellationToken).ConfigureAwait(false);
        }

        _orphans = orphans;
    }
}
