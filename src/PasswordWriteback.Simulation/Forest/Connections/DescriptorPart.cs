using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Connections;

/// <summary>The parts of a descriptor that the SD_FLAGS control asks for (MS-ADTS 3.1.1.3.4.1.11).</summary>
internal static class DescriptorPart
{
    private const DescriptorControl OfSacl = DescriptorControl.SaclPresent | DescriptorControl.SaclDefaulted
        | DescriptorControl.SaclAutoInheritRequired | DescriptorControl.SaclAutoInherited | DescriptorControl.SaclProtected;

    /// <summary>The DACL, with owner and group on request.</summary>
    public static byte[] Of(ObjectState entry, bool ownerAndGroup)
    {
        var whole = ObjectSecurity.Of(entry);
        return new SecurityDescriptor(
            whole.Control & ~OfSacl,
            ownerAndGroup ? whole.Owner : null,
            ownerAndGroup ? whole.Group : null,
            whole.Dacl).ToBytes();
    }
}
