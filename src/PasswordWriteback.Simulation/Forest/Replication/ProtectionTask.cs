using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Replication;

/// <summary>
/// The AdminSDHolder task of the PDC emulator: stamps AdminSDHolder's DACL, protected from inheritance, and adminCount 1
/// on protected groups and everyone in them, nested membership included (MS-ADTS 3.1.1.6.1). It never takes a stamp back.
/// </summary>
internal sealed class ProtectionTask(ForestState forest, OriginatingWriter writer)
{
    /// <summary>Runs once in a domain and sets the next run.</summary>
    public void Run(DomainState domain)
    {
        domain.NextProtectionRun = forest.Now + forest.ProtectionInterval;
        var controller = forest.PdcEmulator(domain);
        var holder = controller.Find($"CN=AdminSDHolder,CN=System,{domain.Dn}");
        if (holder is null)
        {
            return;
        }

        var dacl = ObjectSecurity.Of(holder).Dacl;
        foreach (var entry in ProtectedObjects.Of(controller, domain))
        {
            var before = ObjectSecurity.Of(entry);
            if (dacl is not null && !(before.IsDaclProtected && dacl.Equals(before.Dacl)))
            {
                var stamped = new SecurityDescriptor(
                    before.Control | DescriptorControl.DaclProtected, before.Owner, before.Group, dacl, before.Sacl);
                writer.Modify(controller, entry, (ObjectSecurity.Attribute, [stamped.ToBytes()]));
            }

            if (entry.Integer("adminCount") != 1)
            {
                writer.Modify(controller, entry, ("adminCount", [LdapValue.Integer(1)]));
            }
        }
    }
}
