using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Simulation.Forest.Access;

/// <summary>
/// The order that Windows gives to the explicit ACEs of a canonical DACL when it is written (MS-ADTS 6.1.3): denying before
/// allowing, plain before object ACEs, then by their bytes. A DACL that is not canonical stays as it is.
/// </summary>
internal static class DaclSorter
{
    /// <summary>The DACL as Windows would store it.</summary>
    public static Acl Sort(Acl dacl) => !dacl.IsCanonical(out _)
        ? dacl
        : new Acl(
            dacl.Explicit
                .OrderBy(ace => !ace.Type.IsDeny())
                .ThenBy(ace => ace.ObjectType is not null || ace.InheritedObjectType is not null)
                .ThenBy(ace => Convert.ToHexString(ace.Bytes), StringComparer.Ordinal)
                .Concat(dacl.Inherited),
            dacl.Revision);
}
