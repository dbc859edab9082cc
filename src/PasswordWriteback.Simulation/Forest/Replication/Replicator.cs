using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Replication;

/// <summary>
/// Pull replication along the forest's connections: per attribute the higher version wins, then the later write,
/// then the greater invocation id (MS-ADTS 3.1.1.1.9).
/// </summary>
internal sealed class Replicator(ForestState forest)
{
    /// <summary>Sets a pull for every partner that lacks changes of this domain controller.</summary>
    public void Notify(ControllerState source, DateTimeOffset at)
    {
        foreach (var link in forest.Links.Where(link => link.From == source.HostName))
        {
            Schedule(link, at);
        }
    }

    /// <summary>Sets or takes back the pulls of a domain controller whose condition changed.</summary>
    public void ConditionChanged(ControllerState controller, DateTimeOffset at)
    {
        foreach (var link in forest.Links.Where(link => link.From == controller.HostName || link.To == controller.HostName))
        {
            link.DueAt = TakesPart(link) ? link.DueAt : null;
            Schedule(link, at);
        }
    }

    /// <summary>Carries one pull out.</summary>
    public void Pull(ReplicationLink link, DateTimeOffset at)
    {
        link.DueAt = null;
        var source = forest.Controller(link.From);
        var target = forest.Controller(link.To);
        var before = target.HighestUsn;
        var changed = source.Objects
            .Where(pair => target.Holds(pair.Value.Partition) && HasNews(pair.Value, link.HighWatermark))
            .OrderBy(pair => pair.Key.Length)
            .ToList();
        foreach (var (_, entry) in changed)
        {
            Apply(entry, link.HighWatermark, target, at);
        }

        link.HighWatermark = source.HighestUsn;
        Remember(source, target, at);
        if (target.HighestUsn > before)
        {
            Notify(target, at);
        }
    }

    private static bool HasNews(ObjectState entry, long highWatermark) =>
        entry.Attributes.Values.Any(attribute => attribute.Stamp.LocalUsn > highWatermark);

    private static void Apply(ObjectState incoming, long highWatermark, ControllerState target, DateTimeOffset at)
    {
        var local = target.Find(incoming.Id);
        var winners = incoming.Attributes
            .Where(pair => pair.Value.Stamp.LocalUsn > highWatermark || local is null)
            .Where(pair => local is null || !local.Attributes.TryGetValue(pair.Key, out var mine) || Wins(pair.Value.Stamp, mine.Stamp))
            .ToList();
        if (winners.Count == 0)
        {
            return;
        }

        var usn = ++target.HighestUsn;
        if (local is null)
        {
            local = new ObjectState
            {
                Id = incoming.Id,
                Dn = incoming.Dn,
                Partition = incoming.Partition,
                ClassName = incoming.ClassName,
                UsnCreated = usn,
            };
            target.Add(local);
        }

        var moved = local.Dn != incoming.Dn && winners.Exists(pair => pair.Key == OriginatingWriter.NameAttribute);
        if (moved)
        {
            target.Rename(local, incoming.Dn);
            SecurityDescriptorPropagator.TriggerItself(target, local, at);
        }

        foreach (var (name, attribute) in winners)
        {
            local.Attributes[name] = attribute with { Stamp = attribute.Stamp with { LocalUsn = usn } };
        }

        if (winners.Exists(pair => pair.Key == ObjectSecurity.Attribute))
        {
            // Only explicit permissions replicate; what is inherited each domain controller computes itself.
            var arrived = local.Attributes[ObjectSecurity.Attribute];
            local.Attributes[ObjectSecurity.Attribute] =
                arrived with { Values = [ObjectSecurity.Inherit(target, local, arrived.Values[0])] };
            SecurityDescriptorPropagator.Trigger(target, local, local.Dn, at);
        }
    }

    private static bool Wins(AttributeStamp incoming, AttributeStamp mine)
    {
        if (incoming.Version != mine.Version)
        {
            return incoming.Version > mine.Version;
        }

        return incoming.At != mine.At
            ? incoming.At > mine.At
            : incoming.InvocationId.ToByteArray().AsSpan().SequenceCompareTo(mine.InvocationId.ToByteArray()) > 0;
    }

    private static void Remember(ControllerState source, ControllerState target, DateTimeOffset at)
    {
        target.UpToDate[source.InvocationId] = new ReplicationCursor(source.HighestUsn, at);
        foreach (var (invocationId, cursor) in source.UpToDate)
        {
            if (invocationId != target.InvocationId
                && (!target.UpToDate.TryGetValue(invocationId, out var known) || known.Usn < cursor.Usn))
            {
                target.UpToDate[invocationId] = cursor;
            }
        }
    }

    private void Schedule(ReplicationLink link, DateTimeOffset at)
    {
        if (link.DueAt is null && TakesPart(link) && forest.Controller(link.From).HighestUsn > link.HighWatermark)
        {
            link.DueAt = link.Scheduled ? NextInSchedule(link, at) : at + link.Delay;
        }
    }

    private DateTimeOffset NextInSchedule(ReplicationLink link, DateTimeOffset at)
    {
        var next = forest.Began + (((at - forest.Began).Ticks / link.Delay.Ticks) + 1) * link.Delay;

        // An interval that never meets an open hour replicates when the link opens.
        for (var day = next.AddDays(1); link.OpenHours != 0 && !IsOpen(link, next) && next < day;)
        {
            next += link.Delay;
        }

        while (!IsOpen(link, next))
        {
            next = new DateTimeOffset(next.UtcDateTime.Date.AddHours(next.UtcDateTime.Hour + 1), TimeSpan.Zero);
        }

        return next;
    }

    private static bool IsOpen(ReplicationLink link, DateTimeOffset at) => link.OpenHours == 0 || (link.OpenHours & (1 << at.UtcDateTime.Hour)) != 0;

    private bool TakesPart(ReplicationLink link)
    {
        var source = forest.Controller(link.From);
        var target = forest.Controller(link.To);
        return !source.ReadOnly && !target.InboundPaused
            && source.Reachability == Reachability.Answers && target.Reachability == Reachability.Answers;
    }
}
