using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PasswordWriteback.Local.Engine.Replay;

/// <summary>Ids that are the same at every replay: RFC 9562 §5.8 (version 8) over SHA-256 of instance id and a counter.</summary>
internal static class DeterministicGuid
{
    public static Guid Create(string instanceId, int counter)
    {
        var name = new byte[Encoding.UTF8.GetByteCount(instanceId) + sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(name, counter);
        Encoding.UTF8.GetBytes(instanceId, name.AsSpan(sizeof(int)));
        var bytes = SHA256.HashData(name).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
