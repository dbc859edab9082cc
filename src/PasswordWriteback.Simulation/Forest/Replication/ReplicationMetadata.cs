using System.Buffers.Binary;
using PasswordWriteback.Simulation.Forest.Schema;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Replication;

/// <summary>The binary forms of replication metadata that LDAP serves.</summary>
internal static class ReplicationMetadata
{
    private const int HeaderLength = 16;
    private const int AttributeLength = 48;
    private const int CursorLength = 32;
    private static readonly DateTimeOffset Epoch = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary><c>replPropertyMetaData</c> of an object (PROPERTY_META_DATA_VECTOR, version 1), sorted by attribute.</summary>
    public static byte[] Write(ObjectState entry)
    {
        var stamps = entry.Attributes
            .Select(pair => (ForestSchema.Attribute(pair.Key).Id, pair.Value.Stamp))
            .OrderBy(pair => pair.Id)
            .ToList();
        var blob = new byte[HeaderLength + (AttributeLength * stamps.Count)];
        WriteHeader(blob, version: 1, stamps.Count);
        for (var i = 0; i < stamps.Count; i++)
        {
            var (id, stamp) = stamps[i];
            var at = blob.AsSpan(HeaderLength + (AttributeLength * i), AttributeLength);
            BinaryPrimitives.WriteUInt32LittleEndian(at, id);
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], stamp.Version);
            BinaryPrimitives.WriteInt64LittleEndian(at[8..], (long)(stamp.At - Epoch).TotalSeconds);
            stamp.InvocationId.TryWriteBytes(at[16..]);
            BinaryPrimitives.WriteInt64LittleEndian(at[32..], stamp.OriginatingUsn);
            BinaryPrimitives.WriteInt64LittleEndian(at[40..], stamp.LocalUsn);
        }

        return blob;
    }

    /// <summary><c>replUpToDateVector</c> of a naming context (UPTODATE_VECTOR, version 2): what a domain controller has seen of others.</summary>
    public static byte[] WriteCursors(ControllerState controller)
    {
        var cursors = controller.UpToDate.OrderBy(pair => pair.Key).ToList();
        var blob = new byte[HeaderLength + (CursorLength * cursors.Count)];
        WriteHeader(blob, version: 2, cursors.Count);
        for (var i = 0; i < cursors.Count; i++)
        {
            var at = blob.AsSpan(HeaderLength + (CursorLength * i), CursorLength);
            cursors[i].Key.TryWriteBytes(at);
            BinaryPrimitives.WriteInt64LittleEndian(at[16..], cursors[i].Value.Usn);
            BinaryPrimitives.WriteInt64LittleEndian(at[24..], (long)(cursors[i].Value.At - Epoch).TotalSeconds);
        }

        return blob;
    }

    private static void WriteHeader(Span<byte> blob, int version, int count)
    {
        BinaryPrimitives.WriteInt32LittleEndian(blob, version);
        BinaryPrimitives.WriteInt32LittleEndian(blob[8..], count);
    }
}
