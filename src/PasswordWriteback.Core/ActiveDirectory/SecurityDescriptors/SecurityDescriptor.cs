using System.Buffers.Binary;

namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>A security descriptor (MS-DTYP 2.4.6). Immutable.</summary>
public sealed class SecurityDescriptor
{
    private readonly byte[]? _original;
    private readonly byte _resourceManagerControl;

    /// <summary>Makes a descriptor. SR is always set; DP and SP are set when a list is given.</summary>
    /// <param name="control">Control bits. DP without a DACL makes the NULL DACL.</param>
    /// <param name="owner">Owner; null when the part is left out.</param>
    /// <param name="group">Group; null when the part is left out.</param>
    /// <param name="dacl">DACL.</param>
    /// <param name="sacl">SACL.</param>
    public SecurityDescriptor(DescriptorControl control, Sid? owner, Sid? group, Acl? dacl, Acl? sacl = null)
        : this(control, owner, group, dacl, sacl, 0, null)
    {
    }

    private SecurityDescriptor(
        DescriptorControl control, Sid? owner, Sid? group, Acl? dacl, Acl? sacl, byte resourceManagerControl, byte[]? original)
    {
        Control = control | DescriptorControl.SelfRelative
            | (dacl is null ? DescriptorControl.None : DescriptorControl.DaclPresent)
            | (sacl is null ? DescriptorControl.None : DescriptorControl.SaclPresent);
        Owner = owner;
        Group = group;
        Dacl = dacl;
        Sacl = sacl;
        _resourceManagerControl = resourceManagerControl;
        _original = original;
    }

    /// <summary>Control bits.</summary>
    public DescriptorControl Control { get; }

    /// <summary>Owner; null when the part was not read (SD_FLAGS) or is missing.</summary>
    public Sid? Owner { get; }

    /// <summary>Group; null when the part was not read or is missing.</summary>
    public Sid? Group { get; }

    /// <summary>The DACL; null when <see cref="DaclState"/> is absent or NULL.</summary>
    public Acl? Dacl { get; }

    /// <summary>The SACL; null when there is none.</summary>
    public Acl? Sacl { get; }

    /// <summary>Whether there is a DACL, and which.</summary>
    public DaclState DaclState => Dacl is not null ? DaclState.Present
        : Control.HasFlag(DescriptorControl.DaclPresent) ? DaclState.Null
        : DaclState.Absent;

    /// <summary>Whether the DACL inherits nothing from above.</summary>
    public bool IsDaclProtected => Control.HasFlag(DescriptorControl.DaclProtected);

    /// <summary>ACEs of the DACL that were set on this object, in stored order; none without a DACL.</summary>
    public IEnumerable<Ace> ExplicitAces => Dacl?.Explicit ?? [];

    /// <summary>ACEs of the DACL that came from above, in stored order; none without a DACL.</summary>
    public IEnumerable<Ace> InheritedAces => Dacl?.Inherited ?? [];

    /// <summary>Whether the DACL is in canonical order; true without a DACL. A finding, not a rule of evaluation.</summary>
    /// <param name="reason">Which ACE is out of place; null when none is.</param>
    public bool IsCanonical(out string? reason)
    {
        reason = null;
        return Dacl is null || Dacl.IsCanonical(out reason);
    }

    /// <summary>Reads the self-relative form. Gaps, shared parts and bytes behind the last part are allowed.</summary>
    /// <exception cref="DescriptorFormatException">The bytes are no security descriptor.</exception>
    public static SecurityDescriptor Parse(ReadOnlySpan<byte> source)
    {
        var bytes = source.ToArray();
        var view = new DescriptorView(bytes);
        return new SecurityDescriptor(
            view.Control,
            view.Owner.IsEmpty ? null : Sid.Read(view.Owner),
            view.Group.IsEmpty ? null : Sid.Read(view.Group),
            view.DaclOffset == 0 ? null : Acl.Read(bytes, view.DaclOffset),
            view.SaclOffset == 0 ? null : Acl.Read(bytes, view.SaclOffset),
            bytes[1],
            bytes);
    }

    /// <summary>The same descriptor with another DACL; owner, group, SACL and all other control bits stay.</summary>
    public SecurityDescriptor WithDacl(Acl dacl)
    {
        ArgumentNullException.ThrowIfNull(dacl);
        return new SecurityDescriptor(Control, Owner, Group, dacl, Sacl, _resourceManagerControl, null);
    }

    /// <summary>
    /// The self-relative form: the very bytes that were read, or, for a descriptor that was made,
    /// header, owner, group, SACL, DACL without gaps.
    /// </summary>
    public byte[] ToBytes() => _original is null ? Write() : [.. _original];

    private byte[] Write()
    {
        var bytes = new byte[DescriptorView.HeaderLength
            + (Owner?.BinaryLength ?? 0) + (Group?.BinaryLength ?? 0) + (Sacl?.BinaryLength ?? 0) + (Dacl?.BinaryLength ?? 0)];
        bytes[0] = 1;
        bytes[1] = _resourceManagerControl;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)Control);
        var at = DescriptorView.HeaderLength;
        Owner?.Bytes.CopyTo(Place(4, Owner.BinaryLength));
        Group?.Bytes.CopyTo(Place(8, Group.BinaryLength));
        Sacl?.WriteTo(Place(12, Sacl.BinaryLength));
        Dacl?.WriteTo(Place(16, Dacl.BinaryLength));
        return bytes;

        Span<byte> Place(int field, int length)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(field), at);
            at += length;
            return bytes.AsSpan(at - length, length);
        }
    }
}
