using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>
/// What a child inherits, computed as a domain controller does (MS-DTYP 2.5.3.4.2 ff. with the rules of MS-ADTS 6.1.3):
/// the child's own ACEs first, then the parent's inheritable ones. In the directory every object is a container.
/// </summary>
/// <remarks>Windows may sort the list on top of this (MS-ADTS 6.1.3); the order among explicit and inherited stays.</remarks>
public static class Inheritance
{
    private const AceFlags Inheritable = AceFlags.ContainerInherit | AceFlags.ObjectInherit;

    /// <summary>The child's full DACL.</summary>
    /// <param name="parent">The parent's DACL; null (absent or NULL) and heads of naming contexts hand nothing down.</param>
    /// <param name="child">The child's DACL; its inherited ACEs are ignored and computed anew. Null counts as empty.</param>
    /// <param name="isProtected">Whether the child's DACL is protected: then it inherits nothing, and what it has stays as its own.</param>
    /// <param name="classes">The child's classes.</param>
    /// <param name="owner">The child's owner, who takes the place of CREATOR OWNER; null leaves CREATOR OWNER inherit-only.</param>
    /// <param name="group">The child's group, which takes the place of CREATOR GROUP; null leaves CREATOR GROUP inherit-only.</param>
    /// <exception cref="ArgumentException">The DACL would exceed 65,535 bytes.</exception>
    public static Acl ComputeChildDacl(
        Acl? parent, Acl? child, bool isProtected, ObjectClasses classes, Sid? owner = null, Sid? group = null)
    {
        ArgumentNullException.ThrowIfNull(classes);
        var own = child?.Aces.AsEnumerable() ?? [];
        if (isProtected)
        {
            return new Acl(own.Select(ace => ace.WithFlags(ace.Flags & ~AceFlags.Inherited)), child?.Revision ?? Acl.DirectoryRevision);
        }

        return new Acl(
            own.Where(ace => !ace.IsInherited).Concat(HandedDown(parent?.Aces ?? [], classes, owner, group)),
            Math.Max(child?.Revision ?? Acl.PlainRevision, parent?.Revision ?? Acl.PlainRevision));
    }

    /// <summary>
    /// The ACEs that a child inherits, in stored order. They may need more room than a DACL has (a generic right becomes two ACEs):
    /// then a domain controller cannot hand them down, but what they would give can still be asked.
    /// </summary>
    /// <param name="parent">The parent's ACEs.</param>
    /// <param name="classes">The child's classes.</param>
    /// <param name="owner">As in <see cref="ComputeChildDacl"/>.</param>
    /// <param name="group">As in <see cref="ComputeChildDacl"/>.</param>
    public static IEnumerable<Ace> HandedDown(IEnumerable<Ace> parent, ObjectClasses classes, Sid? owner = null, Sid? group = null) =>
        parent.SelectMany(ace => Inherit(ace, classes, owner, group));

    /// <summary>Whether an ACE on an object above acts on a child of these classes, if nothing on the way blocks inheritance.</summary>
    public static bool Reaches(Ace ace, ObjectClasses classes)
    {
        ArgumentNullException.ThrowIfNull(ace);
        ArgumentNullException.ThrowIfNull(classes);
        return ace.Flags.HasFlag(AceFlags.ContainerInherit) && classes.Matches(ace.InheritedObjectType);
    }

    /// <summary>What one ACE of a parent becomes on a child: nothing, one ACE, or an effective one beside one that is passed on.</summary>
    public static IEnumerable<Ace> Inherit(Ace ace, ObjectClasses classes, Sid? owner = null, Sid? group = null)
    {
        ArgumentNullException.ThrowIfNull(ace);
        ArgumentNullException.ThrowIfNull(classes);
        return (ace.Flags & Inheritable) == AceFlags.None ? [] : Apply(ace, classes, owner, group);
    }

    private static IEnumerable<Ace> Apply(Ace ace, ObjectClasses classes, Sid? owner, Sid? group)
    {
        var acts = Reaches(ace, classes);
        var kept = (ace.Flags & ~AceFlags.InheritOnly) | AceFlags.Inherited;
        if (ace.Flags.HasFlag(AceFlags.NoPropagateInherit))
        {
            if (acts && Resolve(ace, owner, group) is { } last)
            {
                yield return last;
            }
        }
        else if (!acts)
        {
            yield return ace.WithFlags(kept | AceFlags.InheritOnly);
        }
        else if (!IsGeneric(ace))
        {
            yield return ace.WithFlags(kept);
        }
        else
        {
            if (Resolve(ace, owner, group) is { } effective)
            {
                yield return effective;
            }

            yield return ace.WithFlags(kept | AceFlags.InheritOnly);
        }
    }

    private static bool IsGeneric(Ace ace) =>
        ace.Mask.MapGeneric() != ace.Mask || ace.Sid == WellKnownSids.CreatorOwner || ace.Sid == WellKnownSids.CreatorGroup;

    /// <summary>The ACE as it acts here and only here: creator and generic rights resolved, no inheriting class. Null when the creator is not known.</summary>
    private static Ace? Resolve(Ace ace, Sid? owner, Sid? group)
    {
        if (ace.Sid is null)
        {
            return ace.WithFlags(AceFlags.Inherited);
        }

        var sid = ace.Sid == WellKnownSids.CreatorOwner ? owner : ace.Sid == WellKnownSids.CreatorGroup ? group : ace.Sid;
        var type = AceLayouts.Of(ace.Type) == AceLayout.Object && ace.ObjectType is null ? PlainForm(ace.Type) : ace.Type;
        var audit = ace.Flags & (AceFlags.SuccessfulAccess | AceFlags.FailedAccess);
        return sid is null
            ? null
            : AceBuilder.Build(
                type, AceFlags.Inherited | audit, ace.Mask.MapGeneric(), ace.ObjectType, null, sid, ace.ApplicationData.Span);
    }

    private static AceType PlainForm(AceType type) => type switch
    {
        AceType.AccessAllowedObject => AceType.AccessAllowed,
        AceType.AccessDeniedObject => AceType.AccessDenied,
        AceType.SystemAuditObject => AceType.SystemAudit,
        AceType.SystemAlarmObject => AceType.SystemAlarm,
        AceType.AccessAllowedCallbackObject => AceType.AccessAllowedCallback,
        AceType.AccessDeniedCallbackObject => AceType.AccessDeniedCallback,
        AceType.SystemAuditCallbackObject => AceType.SystemAuditCallback,
        _ => AceType.SystemAlarmCallback,
    };
}
