using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PasswordWriteback.Storage;

/// <summary>Spreads what would otherwise come due together: a number from 0 to 1 that follows from an id, so that a repeated call gives the same.</summary>
internal static class Jitter
{
    public static double Of(string id) =>
        BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id))) / (double)uint.MaxValue;
}
