using System.Runtime.InteropServices;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>A right that somebody wants on an object.</summary>
/// <param name="Mask">The access rights; all of them are needed. Generic ones are translated.</param>
/// <param name="ObjectType">The extended right, validated write, property, property set or child class that is meant; null for the whole object.</param>
/// <param name="PropertySet">The set that a property belongs to (attributeSecurityGUID); an ACE for the set covers the property.</param>
/// <param name="ObjectClass">
/// The object's most specific structural class, the root of the object type tree in MS-ADTS 5.1.3.3.3: an ACE for it covers
/// all properties. Leave null for extended rights and validated writes, whose rules (5.1.3.3.4, 5.1.3.3.5) know no tree.
/// </param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RequestedRight(
    AccessMask Mask, Guid? ObjectType = null, Guid? PropertySet = null, Guid? ObjectClass = null)
{
    /// <summary>An extended right (MS-ADTS 5.1.3.3.4).</summary>
    public static RequestedRight ExtendedRight(Guid right) => new(AccessMask.ControlAccess, right);

    /// <summary>A validated write (MS-ADTS 5.1.3.3.5).</summary>
    public static RequestedRight ValidatedWrite(Guid right) => new(AccessMask.Self, right);

    /// <summary>Reading a property (MS-ADTS 5.1.3.3.3).</summary>
    public static RequestedRight Read(Guid attribute, Guid? propertySet = null, Guid? objectClass = null) =>
        new(AccessMask.ReadProperty, attribute, propertySet, objectClass);

    /// <summary>Writing a property (MS-ADTS 5.1.3.3.3).</summary>
    public static RequestedRight Write(Guid attribute, Guid? propertySet = null, Guid? objectClass = null) =>
        new(AccessMask.WriteProperty, attribute, propertySet, objectClass);

    /// <summary>
    /// Seeing every child of a container (MS-ADTS 5.1.3.3.6). Sufficient whatever dSHeuristics says: the mode List Object only shows
    /// more, the children on which, as on the container, the reader has that right.
    /// </summary>
    public static RequestedRight ListContents => new(AccessMask.ListChildren);

    /// <summary>Whether an ACE with this object type is about the right. One without any is about every right.</summary>
    internal bool IsMeantBy(Guid objectType) => objectType == ObjectType || objectType == PropertySet || objectType == ObjectClass;
}
