namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>An access control entry (MS-DTYP 2.4.4). Immutable; keeps its bytes as they were, and is equal when they are.</summary>
public sealed class Ace : IEquatable<Ace>
{
    private readonly ReadOnlyMemory<byte> _bytes;

    internal Ace(ReadOnlyMemory<byte> bytes, in AceView view)
    {
        _bytes = bytes;
        Mask = view.Mask;
        ObjectType = view.HasObjectType ? view.ObjectType : null;
        InheritedObjectType = view.HasInheritedObjectType ? view.InheritedObjectType : null;
        Sid = view.Sid.IsEmpty ? null : Sid.Read(view.Sid);
        ApplicationData = bytes[(bytes.Length - view.ApplicationData.Length)..];
    }

    /// <summary>The whole ACE, padding included, without a copy.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>Its kind; may be a value that <see cref="AceType"/> does not list.</summary>
    public AceType Type => (AceType)Bytes[0];

    /// <summary>Inheritance and audit flags.</summary>
    public AceFlags Flags => (AceFlags)Bytes[1];

    /// <summary>Rights as stored, generic ones not translated; none for opaque kinds.</summary>
    public AccessMask Mask { get; }

    /// <summary>Property, property set, extended right or child class; null when the ACE names none.</summary>
    public Guid? ObjectType { get; }

    /// <summary>The class that inherits the ACE; null when every class does.</summary>
    public Guid? InheritedObjectType { get; }

    /// <summary>The trustee; null for opaque kinds.</summary>
    public Sid? Sid { get; }

    /// <summary>What follows the SID: condition, claim or padding. For opaque kinds everything behind the header.</summary>
    public ReadOnlyMemory<byte> ApplicationData { get; }

    /// <summary>Whether the ACE came from an object above.</summary>
    public bool IsInherited => Flags.HasFlag(AceFlags.Inherited);

    /// <summary>Whether the ACE acts on objects below only.</summary>
    public bool IsInheritOnly => Flags.HasFlag(AceFlags.InheritOnly);

    /// <summary>Reads one ACE.</summary>
    /// <exception cref="DescriptorFormatException">The bytes are no ACE, or something follows it.</exception>
    public static Ace Parse(ReadOnlySpan<byte> source)
    {
        var bytes = source.ToArray();
        var view = AceView.Read(bytes, 0, bytes.Length);
        return view.Bytes.Length == bytes.Length
            ? new Ace(bytes, view)
            : throw new DescriptorFormatException(view.Bytes.Length, $"{bytes.Length - view.Bytes.Length} bytes follow the ACE.");
    }

    /// <summary>Grants rights on the whole object.</summary>
    public static Ace Allow(Sid sid, AccessMask mask, AceFlags flags = AceFlags.None) =>
        AceBuilder.Build(AceType.AccessAllowed, flags, mask, null, null, sid);

    /// <summary>Denies rights on the whole object.</summary>
    public static Ace Deny(Sid sid, AccessMask mask, AceFlags flags = AceFlags.None) =>
        AceBuilder.Build(AceType.AccessDenied, flags, mask, null, null, sid);

    /// <summary>Grants rights on a property, property set, extended right or child class (<paramref name="objectType"/>), for one inheriting class.</summary>
    public static Ace AllowObject(Sid sid, AccessMask mask, Guid? objectType, Guid? inheritedObjectType = null, AceFlags flags = AceFlags.None) =>
        AceBuilder.Build(AceType.AccessAllowedObject, flags, mask, objectType, inheritedObjectType, sid);

    /// <summary>Denies rights on a property, property set, extended right or child class (<paramref name="objectType"/>), for one inheriting class.</summary>
    public static Ace DenyObject(Sid sid, AccessMask mask, Guid? objectType, Guid? inheritedObjectType = null, AceFlags flags = AceFlags.None) =>
        AceBuilder.Build(AceType.AccessDeniedObject, flags, mask, objectType, inheritedObjectType, sid);

    /// <summary>The same ACE with other flags.</summary>
    public Ace WithFlags(AceFlags flags)
    {
        var bytes = _bytes.ToArray();
        bytes[1] = (byte)flags;
        return new Ace(bytes, AceView.Read(bytes, 0, bytes.Length));
    }

    /// <summary>A copy of the bytes.</summary>
    public byte[] ToBytes() => _bytes.ToArray();

    /// <inheritdoc/>
    public bool Equals(Ace? other) => other is not null && Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Ace);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>For debuggers; SDDL is the readable form.</summary>
    public override string ToString() => $"{Type} {Flags} {Mask} {ObjectType} {InheritedObjectType} {Sid}";
}
