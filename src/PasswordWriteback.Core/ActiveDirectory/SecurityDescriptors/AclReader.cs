using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>
/// Walks an ACL where it lies (MS-DTYP 2.4.5), without a copy: <c>while (reader.MoveNext()) { reader.Current … }</c>.
/// Never reads beyond the size that the ACL states; space behind the last ACE is allowed, Active Directory leaves some.
/// </summary>
public ref struct AclReader
{
    internal const int HeaderLength = 8;

    private readonly ReadOnlySpan<byte> _source;
    private readonly int _end;
    private int _next;
    private AceView _current;

    /// <summary>Starts at an ACL.</summary>
    /// <param name="source">The input, whole: offsets in errors count from its start.</param>
    /// <param name="offset">Where the ACL starts.</param>
    /// <exception cref="DescriptorFormatException">There is no ACL.</exception>
    public AclReader(ReadOnlySpan<byte> source, int offset)
    {
        var left = source.Length - offset;
        if (left < HeaderLength)
        {
            throw new DescriptorFormatException(offset, $"an ACL needs at least {HeaderLength} bytes, {left} are left.");
        }

        var header = source.Slice(offset, HeaderLength);
        Revision = header[0];
        Size = BinaryPrimitives.ReadUInt16LittleEndian(header[2..]);
        Count = BinaryPrimitives.ReadUInt16LittleEndian(header[4..]);
        if (Revision is < 2 or > 4)
        {
            throw new DescriptorFormatException(offset, $"an ACL has revision 2 to 4, not {Revision}.");
        }

        if (Size < HeaderLength || Size > left)
        {
            throw new DescriptorFormatException(offset + 2, $"an ACL says it has {Size} bytes; {HeaderLength} to {left} are possible.");
        }

        _source = source;
        _next = offset + HeaderLength;
        _end = offset + Size;
        Index = -1;
    }

    /// <summary>2, or 4 when the ACL holds object ACEs.</summary>
    public byte Revision { get; }

    /// <summary>Size that the ACL states, bytes.</summary>
    public int Size { get; }

    /// <summary>How many ACEs it states to hold.</summary>
    public int Count { get; }

    /// <summary>Index of <see cref="Current"/>, from 0; -1 before the first.</summary>
    public int Index { get; private set; }

    /// <summary>The ACE that the reader stands on.</summary>
    [UnscopedRef]
    public readonly ref readonly AceView Current => ref _current;

    /// <summary>Goes to the next ACE; false at the end.</summary>
    /// <exception cref="DescriptorFormatException">The next ACE is malformed.</exception>
    public bool MoveNext()
    {
        if (Index + 1 >= Count)
        {
            return false;
        }

        _current = AceView.Read(_source, _next, _end);
        _next += _current.Bytes.Length;
        Index++;
        return true;
    }
}
