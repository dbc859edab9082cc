using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Samba.Tests.Rights;

/// <summary>Where Samba 4.17 decides otherwise than MS-ADTS 5.1.3.3 and MS-DTYP 2.5.3.2 say: docs/rights.md has the reasons.</summary>
public enum SambaDeviation
{
    /// <summary>ACEs for OWNER RIGHTS mean nothing: the owner keeps READ_CONTROL and WRITE_DAC, and gains nothing by them.</summary>
    OwnerRightsIgnored,

    /// <summary>An object ACE that allows CONTROL_ACCESS, and whose object type fits, allows whatever is asked.</summary>
    ControlAccessAllowsAll,

    /// <summary>Standard rights are asked with the object's class (for READ_CONTROL also the descriptor's attribute) as object types.</summary>
    StandardRightsWithTypes,
}

/// <summary>The deviations, as changes to what is asked: with all of them the evaluator must say what Samba says.</summary>
internal static class SambaDeviations
{
    public static SecurityDescriptor Apply(this SambaDeviation deviation, SecurityDescriptor descriptor) => deviation switch
    {
        SambaDeviation.OwnerRightsIgnored => descriptor.WithDacl(new Acl(descriptor.Dacl!.Aces.Where(ace => ace.Sid != WellKnownSids.OwnerRights))),
        SambaDeviation.ControlAccessAllowsAll => descriptor.WithDacl(new Acl(descriptor.Dacl!.Aces.Select(AllowsAll))),
        _ => descriptor,
    };

    public static RequestedRight Apply(this SambaDeviation deviation, RequestedRight right, Guid objectClass, (Guid Guid, Guid? Set) descriptorAttribute) =>
        (deviation, right.Mask) switch
        {
            (SambaDeviation.StandardRightsWithTypes, AccessMask.ReadControl) =>
                right with { ObjectType = descriptorAttribute.Guid, PropertySet = descriptorAttribute.Set, ObjectClass = objectClass },
            (SambaDeviation.StandardRightsWithTypes, AccessMask.WriteDacl or AccessMask.WriteOwner) => right with { ObjectClass = objectClass },
            _ => right,
        };

    private static Ace AllowsAll(Ace ace) => ace.Type == AceType.AccessAllowedObject && ace.Mask.HasFlag(AccessMask.ControlAccess)
        ? Ace.AllowObject(ace.Sid!, ace.Mask | AccessMask.DirectoryAll, ace.ObjectType, ace.InheritedObjectType, ace.Flags)
        : ace;
}
