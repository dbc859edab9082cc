using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.Replication;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Connections;

/// <summary>
/// Writes a DACL as a domain controller does (MS-ADTS 6.1.3): only the DACL and its protection count, inherited ACEs in it
/// are ignored and computed anew, and canonical lists are sorted.
/// </summary>
internal static class DaclWriter
{
    /// <summary>Writes, if the account holds WRITE_DAC.</summary>
    /// <exception cref="DirectoryException">Read-only controller, no such object, no right, or bytes that are no descriptor.</exception>
    public static void Write(
        ForestState forest, OriginatingWriter writer, ControllerState controller, AccessToken token, string dn, ReadOnlySpan<byte> descriptor)
    {
        var entry = FindVisible(forest, controller, token, dn);
        if (controller.ReadOnly)
        {
            throw DirectoryFaults.Referral(controller.HostName, dn, "write");
        }

        if (!ObjectSecurity.Grants(entry, token, new RequestedRight(AccessMask.WriteDacl)))
        {
            throw DirectoryFaults.AccessDenied(controller.HostName, dn, "write the DACL of");
        }

        var sent = Parse(controller, descriptor);
        var before = ObjectSecurity.Of(entry);
        var control = (before.Control & ~DescriptorControl.DaclProtected)
            | (sent.Control & DescriptorControl.DaclProtected) | DescriptorControl.DaclAutoInherited;
        var own = new Acl(sent.ExplicitAces, sent.Dacl?.Revision ?? Acl.DirectoryRevision);
        var written = ObjectSecurity.Inherit(
            controller, entry, new SecurityDescriptor(control, before.Owner, before.Group, own, before.Sacl).ToBytes());
        writer.Modify(controller, entry, (ObjectSecurity.Attribute, [Sort(forest, written)]));
    }

    private static byte[] Sort(ForestState forest, byte[] written)
    {
        var descriptor = SecurityDescriptor.Parse(written);
        return forest.SortsDacls && descriptor.Dacl is { } dacl ? descriptor.WithDacl(DaclSorter.Sort(dacl)).ToBytes() : written;
    }

    private static ObjectState FindVisible(ForestState forest, ControllerState controller, AccessToken token, string dn)
    {
        try
        {
            return controller.Find(dn) is { } entry && new SearchedObject(forest, controller, entry, token).IsVisible
                ? entry
                : throw DirectoryFaults.NoSuchObject(controller.HostName, dn);
        }
        catch (FormatException error)
        {
            throw DirectoryFaults.BadRequest(controller.HostName, error.Message);
        }
    }

    private static SecurityDescriptor Parse(ControllerState controller, ReadOnlySpan<byte> descriptor)
    {
        try
        {
            var parsed = SecurityDescriptor.Parse(descriptor);
            return parsed.DaclState == DaclState.Present
                ? parsed
                : throw DirectoryFaults.BadRequest(controller.HostName, "the descriptor has no DACL (unwilling to perform).");
        }
        catch (DescriptorFormatException error)
        {
            throw DirectoryFaults.BadRequest(controller.HostName, $"the descriptor is malformed: {error.Message}");
        }
    }
}
