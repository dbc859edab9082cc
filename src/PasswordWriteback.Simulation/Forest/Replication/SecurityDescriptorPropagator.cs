using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Replication;

/// <summary>
/// The background task of each domain controller that recomputes inherited permissions below an object whose descriptor
/// changed, by an originating or a replicated write (MS-ADTS 3.1.1.6). Nothing of it replicates and no metadata changes.
/// </summary>
internal static class SecurityDescriptorPropagator
{
    /// <summary>Queues the objects directly below <paramref name="changed"/>.</summary>
    /// <param name="controller">Where.</param>
    /// <param name="changed">The object whose descriptor is new.</param>
    /// <param name="origin">The object whose change began it all.</param>
    /// <param name="at">Now.</param>
    public static void Trigger(ControllerState controller, ObjectState changed, string origin, DateTimeOffset at)
    {
        foreach (var child in controller.ChildrenOf(changed))
        {
            Queue(controller, child.Dn, origin, at);
        }
    }

    /// <summary>Queues an object that was moved: it inherits from another one now.</summary>
    public static void TriggerItself(ControllerState controller, ObjectState moved, DateTimeOffset at) => Queue(controller, moved.Dn, moved.Dn, at);

    /// <summary>Recomputes the object whose turn it is; its children follow when its descriptor came out differently.</summary>
    public static void RunNext(ControllerState controller)
    {
        var next = controller.Propagations[0];
        if (controller.Find(next.Dn) is { } entry && Recompute(controller, entry))
        {
            Trigger(controller, entry, next.Origin, next.DueAt);
        }

        controller.Propagations.RemoveAt(0);
    }

    private static void Queue(ControllerState controller, string dn, string origin, DateTimeOffset at)
    {
        var start = controller.Propagations.Count > 0 ? controller.PropagatorFreeAt : at + controller.Propagator.Delay;
        controller.PropagatorFreeAt = start + TimeSpan.FromSeconds(1 / controller.Propagator.ObjectsPerSecond);
        controller.Propagations.Add(new PendingPropagation(dn, origin, controller.PropagatorFreeAt));
    }

    private static bool Recompute(ControllerState controller, ObjectState entry)
    {
        var stored = entry.Attributes[ObjectSecurity.Attribute];
        var recomputed = ObjectSecurity.Inherit(controller, entry, stored.Values[0]);
        if (recomputed.AsSpan().SequenceEqual(stored.Values[0]))
        {
            return false;
        }

        entry.Attributes[ObjectSecurity.Attribute] = stored with { Values = [recomputed] };
        return true;
    }
}
