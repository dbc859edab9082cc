using System.Buffers.Binary;

namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>The header of a self-relative security descriptor, read where it lies (MS-DTYP 2.4.6).</summary>
public readonly ref struct DescriptorView
{
    internal const int HeaderLength = 20;

    private readonly ReadOnlySpan<byte> _source;

    /// <summary>Reads the header; the parts are checked when they are asked for.</summary>
    /// <exception cref="DescriptorFormatException">The bytes are no self-relative security descriptor.</exception>
    public DescriptorView(ReadOnlySpan<byte> source)
    {
        if (source.Length < HeaderLength)
        {
            throw new DescriptorFormatException(0, $"a security descriptor needs at least {HeaderLength} bytes, there are {source.Length}.");
        }

        if (source[0] != 1)
        {
            throw new DescriptorFormatException(0, $"a security descriptor starts with revision 1, not {source[0]}.");
        }

        Control = (DescriptorControl)BinaryPrimitives.ReadUInt16LittleEndian(source[2..]);
        if ((Control & DescriptorControl.SelfRelative) == DescriptorControl.None)
        {
            throw new DescriptorFormatException(2, "the security descriptor is not in self-relative form.");
        }

        _source = source;
    }

    /// <summary>Control bits.</summary>
    public DescriptorControl Control { get; }

    /// <summary>Whether there is a DACL, and which.</summary>
    public DaclState DaclState => (Control & DescriptorControl.DaclPresent) == DescriptorControl.None ? DaclState.Absent
        : Offset(16) == 0 ? DaclState.Null
        : DaclState.Present;

    /// <summary>The owner's SID in binary form; empty when there is none.</summary>
    /// <exception cref="DescriptorFormatException">It is malformed.</exception>
    public ReadOnlySpan<byte> Owner => ReadSid(4);

    /// <summary>The group's SID in binary form; empty when there is none.</summary>
    /// <exception cref="DescriptorFormatException">It is malformed.</exception>
    public ReadOnlySpan<byte> Group => ReadSid(8);

    /// <summary>Where the SACL starts; 0 when there is none.</summary>
    /// <exception cref="DescriptorFormatException">The offset is impossible.</exception>
    public int SaclOffset => (Control & DescriptorControl.SaclPresent) == DescriptorControl.None ? 0 : Offset(12);

    /// <summary>Where the DACL starts; 0 when there is none.</summary>
    /// <exception cref="DescriptorFormatException">The offset is impossible.</exception>
    public int DaclOffset => (Control & DescriptorControl.DaclPresent) == DescriptorControl.None ? 0 : Offset(16);

    private ReadOnlySpan<byte> ReadSid(int field)
    {
        var offset = Offset(field);
        if (offset == 0)
        {
            return default;
        }

        return SidBytes.TryMeasure(_source[offset..], out var length, out var reason)
            ? _source.Slice(offset, length)
            : throw new DescriptorFormatException(offset, reason);
    }

    private int Offset(int field)
    {
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(_source[field..]);
        return offset == 0 || (offset >= HeaderLength && offset < (uint)_source.Length)
            ? (int)offset
            : throw new DescriptorFormatException(field, $"an offset of {offset} is outside of the {_source.Length} bytes.");
    }
}
