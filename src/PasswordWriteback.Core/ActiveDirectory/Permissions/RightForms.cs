using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>The two forms of a profile's right: the ACE that gives it, and the question that a domain controller asks about it.</summary>
public static class RightForms
{
    /// <summary>
    /// The ACE of the profile: <c>(OA;CIIO;CR or WP;right;class;SID)</c> for descendants, as "Descendant User objects" in the
    /// Security tab writes it; <c>(OA;;CR;right;;SID)</c> on the domain head itself.
    /// </summary>
    public static Ace ToAce(ProfileRight right, Sid account)
    {
        ArgumentNullException.ThrowIfNull(right);
        var request = ToRequest(right);
        return right.OnDomainHead
            ? Ace.AllowObject(account, request.Mask, request.ObjectType)
            : Ace.AllowObject(
                account,
                request.Mask,
                request.ObjectType,
                ClassesOf(right.ObjectClass).Structural,
                AceFlags.ContainerInherit | AceFlags.InheritOnly);
    }

    /// <summary>What the domain controller checks when the right is used, on an object of the right's class.</summary>
    public static RequestedRight ToRequest(ProfileRight right)
    {
        ArgumentNullException.ThrowIfNull(right);
        return right.Right switch
        {
            WritebackRight.ResetPassword => RequestedRight.ExtendedRight(ExtendedRights.ResetPassword),
            WritebackRight.ChangePassword => RequestedRight.ExtendedRight(ExtendedRights.ChangePassword),
            WritebackRight.UnexpirePassword => RequestedRight.ExtendedRight(ExtendedRights.UnexpirePassword),
            WritebackRight.WriteLockoutTime => RequestedRight.Write(
                AttributeGuids.LockoutTime, propertySet: null, ClassesOf(right.ObjectClass).Structural),
            WritebackRight.WritePwdLastSet => RequestedRight.Write(
                AttributeGuids.PwdLastSet, PropertySets.UserAccountRestrictions, ClassesOf(right.ObjectClass).Structural),
            _ => throw new ArgumentOutOfRangeException(nameof(right), right.Right, "No such right."),
        };
    }

    /// <summary>The classes of an object of the right's class.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No profile has rights on that class.</exception>
    public static ObjectClasses ClassesOf(string objectClass) => objectClass switch
    {
        WritebackClasses.User => ObjectClasses.User,
        WritebackClasses.InetOrgPerson => ObjectClasses.InetOrgPerson,
        WritebackClasses.DomainDns => new ObjectClasses(SchemaGuids.DomainDns),
        _ => throw new ArgumentOutOfRangeException(nameof(objectClass), objectClass, "No profile has rights on that class."),
    };

    /// <summary>The right in the words of the Security tab.</summary>
    public static string NameOf(WritebackRight right) => right switch
    {
        WritebackRight.ResetPassword => "Reset password",
        WritebackRight.ChangePassword => "Change password",
        WritebackRight.WriteLockoutTime => "Write lockoutTime",
        WritebackRight.WritePwdLastSet => "Write pwdLastSet",
        WritebackRight.UnexpirePassword => "Unexpire password",
        _ => right.ToString(),
    };
}
