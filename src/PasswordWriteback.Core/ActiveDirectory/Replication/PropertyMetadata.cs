using System.Buffers.Binary;

namespace PasswordWriteback.Core.ActiveDirectory.Replication;

/// <summary>Where the current value of an attribute comes from, as one domain controller knows it.</summary>
/// <param name="Version">Raised by one with every originating write, unchanged by replication.</param>
/// <param name="At">Time of the originating write, to the second.</param>
/// <param name="InvocationId">Database of the domain controller that wrote.</param>
/// <param name="OriginatingUsn">Its update sequence number there.</param>
/// <param name="LocalUsn">The update sequence number here; differs per domain controller.</param>
public sealed record AttributeStamp(uint Version, DateTimeOffset At, Guid InvocationId, long OriginatingUsn, long LocalUsn)
{
    /// <summary>Whether this value wins over another one wherever both arrive: the higher version, then the later second, then the higher invocation id by its bytes (MS-ADTS 3.1.1.1.9).</summary>
    public bool Replaces(AttributeStamp other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var order = Version.CompareTo(other.Version);
        order = order != 0 ? order : At.ToUnixTimeSeconds().CompareTo(other.At.ToUnixTimeSeconds());
        order = order != 0 ? order : InvocationId.ToByteArray().AsSpan().SequenceCompareTo(other.InvocationId.ToByteArray());
        return order > 0;
    }
}

/// <summary>Reads the binary attribute <c>replPropertyMetaData</c> (MS-DRSR 4.1.10.2.22 PROPERTY_META_DATA_VECTOR, version 1).</summary>
public static class PropertyMetadata
{
    /// <summary>Attribute id of nTSecurityDescriptor (1.2.840.113556.1.2.281 under the standard prefix table).</summary>
    public const uint NtSecurityDescriptor = 0x0002_0119;

    /// <summary>Attribute id of pwdLastSet (1.2.840.113556.1.4.96).</summary>
    public const uint PwdLastSet = 0x0009_0060;

    /// <summary>Attribute id of unicodePwd (1.2.840.113556.1.4.90).</summary>
    public const uint UnicodePwd = 0x0009_005A;

    /// <summary>Attribute id of minPwdAge (1.2.840.113556.1.4.78).</summary>
    public const uint MinPwdAge = 0x0009_004E;

    private const int HeaderLength = 16;
    private const int EntryLength = 48;
    private static readonly DateTimeOffset Epoch = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The stamp of one attribute; null when the object has no metadata for it.</summary>
    /// <exception cref="FormatException">The bytes are no such vector.</exception>
    public static AttributeStamp? Find(ReadOnlySpan<byte> vector, uint attributeId)
    {
        if (vector.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(vector) != 1)
        {
            throw new FormatException("replPropertyMetaData does not begin with version 1 of its vector.");
        }

        var count = BinaryPrimitives.ReadUInt32LittleEndian(vector[8..]);
        if (count > (vector.Length - HeaderLength) / EntryLength)
        {
            throw new FormatException($"replPropertyMetaData says {count} entries, but has {vector.Length} bytes.");
        }

        for (var index = 0; index < count; index++)
        {
            var entry = vector.Slice(HeaderLength + (index * EntryLength), EntryLength);
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry) == attributeId)
            {
                return new AttributeStamp(
                    BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]),
                    Time(BinaryPrimitives.ReadInt64LittleEndian(entry[8..])),
                    new Guid(entry.Slice(16, 16)),
                    BinaryPrimitives.ReadInt64LittleEndian(entry[32..]),
                    BinaryPrimitives.ReadInt64LittleEndian(entry[40..]));
            }
        }

        return null;
    }

    private static DateTimeOffset Time(long seconds) => seconds is >= 0 and < 250_000_000_000
        ? Epoch.AddSeconds(seconds)
        : throw new FormatException($"replPropertyMetaData holds an impossible time: {seconds} s since 1601.");
}
