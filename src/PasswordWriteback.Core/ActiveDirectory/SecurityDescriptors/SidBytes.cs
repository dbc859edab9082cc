using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>The binary form of a SID (MS-DTYP 2.4.2.2), read where it lies.</summary>
internal static class SidBytes
{
    /// <summary>Length of the SID at the start of <paramref name="source"/>.</summary>
    public static bool TryMeasure(ReadOnlySpan<byte> source, out int length, [NotNullWhen(false)] out string? reason)
    {
        length = 0;
        if (source.Length < 8)
        {
            reason = $"a SID needs at least 8 bytes, {source.Length} are left.";
            return false;
        }

        if (source[0] != 1)
        {
            reason = $"a SID starts with revision 1, not {source[0]}.";
            return false;
        }

        if (source[1] > Sid.MaxSubAuthorities)
        {
            reason = $"a SID has at most {Sid.MaxSubAuthorities} subauthorities, not {source[1]}.";
            return false;
        }

        length = 8 + (4 * source[1]);
        if (source.Length < length)
        {
            reason = $"a SID of {source[1]} subauthorities needs {length} bytes, {source.Length} are left.";
            return false;
        }

        reason = null;
        return true;
    }

    /// <summary>A hash of a SID's bytes; the last subauthorities are what differs in practice. At least 8 bytes.</summary>
    public static uint Hash(ReadOnlySpan<byte> sid)
    {
        var head = BinaryPrimitives.ReadUInt64LittleEndian(sid);
        var tail = BinaryPrimitives.ReadUInt64LittleEndian(sid[^8..]);
        var mixed = (head ^ (tail * 0x9E37_79B9_7F4A_7C15ul)) * 0xC2B2_AE3D_27D4_EB4Ful;
        return (uint)(mixed >> 32);
    }
}
