using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Samba.Tests.Rights;

/// <summary>DACLs in any order, seeded, from few enough words that their ACEs meet each other. Protected, so that nothing is inherited.</summary>
internal sealed class GeneratedDacls(int seed, IReadOnlyList<Sid> token, IReadOnlyList<Sid> strangers, IReadOnlyList<Guid> childClasses)
{
    private static readonly Guid?[] Types =
    [
        null, null, AttributeGuids.PwdLastSet, AttributeGuids.LockoutTime, AttributeGuids.Description, AttributeGuids.DisplayName,
        PropertySets.UserAccountRestrictions, PropertySets.PublicInformation, PropertySets.GeneralInformation, PropertySets.WebInformation,
        SchemaGuids.User, SchemaGuids.Group, ExtendedRights.ResetPassword, ExtendedRights.ResetPassword, ExtendedRights.ChangePassword,
        ValidatedWrites.SelfMembership,
    ];

    private static readonly AccessMask[] Rights =
    [
        AccessMask.ReadProperty, AccessMask.ReadProperty, AccessMask.WriteProperty, AccessMask.WriteProperty, AccessMask.ControlAccess,
        AccessMask.ControlAccess, AccessMask.CreateChild, AccessMask.Self, AccessMask.ReadControl, AccessMask.WriteDacl, AccessMask.WriteOwner,
        AccessMask.Delete, AccessMask.GenericAll, AccessMask.GenericRead, AccessMask.GenericWrite,
    ];

    private readonly Random _random = new(seed);

    public SecurityDescriptor Next() =>
        new(DescriptorControl.DaclProtected, null, null, new Acl(Enumerable.Range(0, _random.Next(1, 10)).Select(_ => NextAce())));

    private Ace NextAce()
    {
        var mask = Any(Rights) | Any(Rights) | Any(Rights);
        var flags = _random.Next(6) == 0 ? (AceFlags)_random.Next(16) : AceFlags.None;
        var sid = _random.Next(4) == 0 ? Any(strangers) : Any(token);
        var denies = _random.Next(3) == 0;
        return _random.Next(2) == 0
            ? denies ? Ace.Deny(sid, mask, flags) : Ace.Allow(sid, mask, flags)
            : denies ? Ace.DenyObject(sid, mask, NextType(), NextInheritedType(), flags) : Ace.AllowObject(sid, mask, NextType(), NextInheritedType(), flags);
    }

    private Guid? NextType() => _random.Next(8) == 0 ? Any(childClasses) : Any(Types);

    private Guid? NextInheritedType() => _random.Next(4) == 0 ? Any<Guid>([SchemaGuids.User, SchemaGuids.Computer]) : null;

    private T Any<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
