using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Replication;

/// <summary>Writes that begin on a domain controller (MS-ADTS 3.1.1.1.9): one update sequence number per write, version + 1 per attribute.</summary>
internal sealed class OriginatingWriter(ForestState forest, Replicator replicator)
{
    /// <summary>The attribute whose stamp tells which name of an object is the last one (MS-ADTS 3.1.1.5.4).</summary>
    public const string NameAttribute = "name";

    /// <summary>Moves an object that has none below it. What it inherits from now on the propagator computes.</summary>
    public void Move(ControllerState controller, ObjectState entry, string parentDn)
    {
        var (attribute, value) = DistinguishedName.Rdn(entry.Dn);
        controller.Rename(entry, DistinguishedName.Child(attribute, value, parentDn));
        Modify(controller, entry, (NameAttribute, entry.Values(NameAttribute)));
        SecurityDescriptorPropagator.TriggerItself(controller, entry, forest.Now);
    }

    /// <summary>Changes attributes of an object; an empty list of values removes one. A new descriptor starts the propagator.</summary>
    public AttributeStamp Modify(
        ControllerState controller, ObjectState entry, params ReadOnlySpan<(string Name, IReadOnlyList<byte[]> Values)> changes)
    {
        var stamp = Stamp(controller);
        foreach (var (name, values) in changes)
        {
            var version = entry.Attributes.TryGetValue(name, out var before) ? before.Stamp.Version : 0;
            stamp = stamp with { Version = version + 1 };
            entry.Attributes[name] = new AttributeState(values, stamp);
            if (name == ObjectSecurity.Attribute)
            {
                SecurityDescriptorPropagator.Trigger(controller, entry, entry.Dn, forest.Now);
            }
        }

        replicator.Notify(controller, forest.Now);
        return stamp;
    }

    /// <summary>Creates an object.</summary>
    public void Create(
        ControllerState controller, ObjectState entry, IEnumerable<KeyValuePair<string, IReadOnlyList<byte[]>>> attributes)
    {
        var stamp = Stamp(controller);
        entry.UsnCreated = stamp.LocalUsn;
        foreach (var (name, values) in attributes)
        {
            entry.Attributes[name] = new AttributeState(values, stamp);
        }

        controller.Add(entry);
        replicator.Notify(controller, forest.Now);
    }

    private AttributeStamp Stamp(ControllerState controller)
    {
        var usn = ++controller.HighestUsn;
        var second = new DateTimeOffset(forest.Now.UtcTicks - (forest.Now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        return new AttributeStamp(1, second, controller.InvocationId, usn, usn);
    }
}
