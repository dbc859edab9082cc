using System.Buffers.Binary;
using System.Globalization;

namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

/// <summary>Reads what stands between the parentheses of an ACE (MS-DTYP 2.5.1.1, ace).</summary>
internal static class SddlAce
{
    /// <summary>What is left of 65,535 bytes beside the longest header, object types and SID.</summary>
    private const int MaxData = ushort.MaxValue - 3 - 44 - Sid.MaxBinaryLength;

    /// <summary>What is left of 65,535 bytes beside the header.</summary>
    private const int MaxOpaque = ushort.MaxValue - 4;

    /// <summary>Reads an ACE.</summary>
    /// <param name="text">What stands between the parentheses.</param>
    /// <param name="at">Where it starts in the input.</param>
    /// <param name="domain">For domain-relative names.</param>
    public static Ace Parse(string text, int at, SddlDomain? domain)
    {
        var fields = text.Split(';');
        if (fields.Length == 3 && fields[0].StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return ParseOpaque(fields, at);
        }

        if (fields.Length is < 6 or > 7)
        {
            throw new DescriptorFormatException(at, $"an ACE has 6 fields between semicolons (7 with data), not {fields.Length}.");
        }

        var type = SddlFields.ReadType(fields[0], at);
        var flags = SddlFields.ReadFlags(fields[1], Offset(1));
        var mask = SddlFields.ReadMask(fields[2], Offset(2));
        var objectType = SddlFields.ReadGuid(fields[3], Offset(3));
        var inheritedObjectType = SddlFields.ReadGuid(fields[4], Offset(4));
        var sid = SddlSids.Parse(fields[5], domain, out var reason) ?? throw new DescriptorFormatException(Offset(5), reason);
        var data = fields.Length == 7 ? SddlFields.ReadHex(fields[6], Offset(6)) : [];
        if (AceLayouts.Of(type) == AceLayout.Plain && (objectType ?? inheritedObjectType) is not null)
        {
            throw new DescriptorFormatException(Offset(3), $"an ACE of type '{fields[0]}' has no object types.");
        }

        return data.Length <= MaxData
            ? AceBuilder.Build(type, flags, mask, objectType, inheritedObjectType, sid, data)
            : throw new DescriptorFormatException(Offset(6), $"an ACE has room for {MaxData} bytes of data.");

        int Offset(int field) => at + fields.Take(field).Sum(part => part.Length + 1);
    }

    private static Ace ParseOpaque(string[] fields, int at)
    {
        var type = byte.TryParse(fields[0].AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new DescriptorFormatException(at, $"'{fields[0]}' is no ACE type.");
        var flags = SddlFields.ReadFlags(fields[1], at + fields[0].Length + 1);
        var dataAt = at + fields[0].Length + fields[1].Length + 2;
        var data = SddlFields.ReadHex(fields[2], dataAt);
        if (data.Length > MaxOpaque)
        {
            throw new DescriptorFormatException(dataAt, $"an ACE has room for {MaxOpaque} bytes of data.");
        }

        var bytes = new byte[4 + data.Length];
        bytes[0] = type;
        bytes[1] = (byte)flags;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)bytes.Length);
        data.CopyTo(bytes, 4);
        try
        {
            return Ace.Parse(bytes);
        }
        catch (DescriptorFormatException inner)
        {
            throw new DescriptorFormatException(dataAt, $"the bytes are no ACE of this type: {inner.Reason}");
        }
    }
}
