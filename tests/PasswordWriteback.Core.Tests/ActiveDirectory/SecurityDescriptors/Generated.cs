using FsCheck;
using FsCheck.Fluent;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.SecurityDescriptors;

/// <summary>Generated descriptors, small enough in vocabulary that ACEs meet each other.</summary>
internal static class Generated
{
    public static readonly Sid Account = Sid.Parse("S-1-5-21-1-2-3-1104");

    private static readonly Sid[] KnownSids =
    [
        Account, Sid.Parse("S-1-5-21-1-2-3-1105"), Sid.Parse("S-1-5-21-1-2-3-512"), Sid.Parse("S-1-5-21-7-8-9-1"),
        WellKnownSids.Everyone, WellKnownSids.Self, WellKnownSids.OwnerRights, WellKnownSids.CreatorOwner, WellKnownSids.AuthenticatedUsers,
    ];

    private static readonly Guid?[] ObjectTypes =
    [
        null, AttributeGuids.PwdLastSet, AttributeGuids.UserAccountControl, AttributeGuids.LockoutTime, AttributeGuids.Description,
        PropertySets.UserAccountRestrictions, PropertySets.PublicInformation, SchemaGuids.User, SchemaGuids.Computer,
        ExtendedRights.ResetPassword, ExtendedRights.ChangePassword, ValidatedWrites.SelfMembership,
    ];

    private static readonly AccessMask[] Bits =
    [
        AccessMask.ReadProperty, AccessMask.WriteProperty, AccessMask.ControlAccess, AccessMask.Self, AccessMask.ReadControl,
        AccessMask.CreateChild, AccessMask.DeleteChild, AccessMask.ListChildren, AccessMask.WriteDacl, AccessMask.WriteOwner, AccessMask.Delete, AccessMask.GenericAll, AccessMask.GenericRead, AccessMask.GenericWrite,
    ];

    public static Gen<Sid> Sids => Gen.OneOf(
        Gen.Elements(KnownSids),
        from authority in Gen.Choose(0, 40)
        from parts in Gen.Choose(0, int.MaxValue).Select(part => (uint)part * 2).ArrayOf(4)
        select new Sid((ulong)authority, parts));

    public static Gen<AccessMask> Masks =>
        from bits in Gen.Elements(Bits).ArrayOf(3)
        select bits[0] | bits[1] | bits[2];

    public static Gen<Ace> PlainAndObjectAces =>
        from kind in Gen.Elements(AceType.AccessAllowed, AceType.AccessAllowed, AceType.AccessDenied, AceType.AccessAllowedObject, AceType.AccessDeniedObject)
        from flags in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(0, 31)))
        from mask in Masks
        from sid in Gen.Elements(KnownSids)
        from objectType in Gen.Elements(ObjectTypes)
        from inherited in Gen.Elements(ObjectTypes)
        let isObject = AceLayouts.Of(kind) == AceLayout.Object
        select AceBuilder.Build(kind, (AceFlags)flags, mask, isObject ? objectType : null, isObject ? inherited : null, sid);

    /// <summary>Of all four conditional types that allow or deny; the conditions are of no meaning.</summary>
    public static Gen<Ace> ConditionalAces =>
        from ace in PlainAndObjectAces
        select AceBuilder.Build(
            ace.Type switch
            {
                AceType.AccessAllowed => AceType.AccessAllowedCallback,
                AceType.AccessDenied => AceType.AccessDeniedCallback,
                AceType.AccessAllowedObject => AceType.AccessAllowedCallbackObject,
                _ => AceType.AccessDeniedCallbackObject,
            },
            ace.Flags, ace.Mask, ace.ObjectType, ace.InheritedObjectType, ace.Sid!, "artx"u8);

    public static Gen<Ace> AnyAces => Gen.OneOf(
        PlainAndObjectAces,
        from type in Gen.Choose(0, 255)
        where AceLayouts.Of((AceType)type) == AceLayout.Opaque
        from flags in Gen.Choose(0, 255)
        from data in Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(8)
        select Ace.Parse([(byte)type, (byte)flags, 12, 0, .. data]),
        from type in Gen.Elements(
            AceType.AccessAllowedCallback, AceType.AccessDeniedCallback, AceType.SystemResourceAttribute,
            AceType.AccessAllowedCallbackObject, AceType.AccessDeniedCallbackObject, AceType.SystemAuditCallback)
        from sid in Sids
        from data in Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(12)
        select AceBuilder.Build(type, AceFlags.ContainerInherit, AccessMask.ReadProperty, null, null, sid, data),
        from ace in PlainAndObjectAces
        from spare in Gen.Choose(1, 9).SelectMany(length => Gen.Elements<byte>(0, 7).ArrayOf(length))
        select WithSpareBytes(ace, spare));

    private static Ace WithSpareBytes(Ace ace, byte[] spare)
    {
        byte[] bytes = [.. ace.Bytes, .. spare];
        bytes[2] += (byte)spare.Length;
        return Ace.Parse(bytes);
    }

    public static Gen<Acl> Acls(Gen<Ace> aces) =>
        from size in Gen.Choose(0, 12)
        from list in aces.ArrayOf(size)
        select new Acl(list);

    /// <summary>Without a DACL there are no flags of it: SDDL has no words for them.</summary>
    public static Gen<SecurityDescriptor> Descriptors(Gen<Ace> aces) =>
        from control in Gen.Elements(
            DescriptorControl.None, DescriptorControl.DaclProtected, DescriptorControl.DaclAutoInherited,
            DescriptorControl.DaclProtected | DescriptorControl.DaclAutoInherited | DescriptorControl.DaclAutoInheritRequired)
        from owner in Sids.OrNull()
        from @group in Sids.OrNull()
        from dacl in Gen.Frequency((6, Acls(aces)), (1, Gen.Constant<Acl>(null!)))
        from sacl in Gen.Frequency((1, Acls(aces)), (3, Gen.Constant<Acl>(null!)))
        select new SecurityDescriptor(dacl is null ? DescriptorControl.None : control, owner, @group, dacl, sacl);
}
