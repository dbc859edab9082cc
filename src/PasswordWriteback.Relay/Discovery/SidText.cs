using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace PasswordWriteback.Relay.Discovery;

internal static class SidText
{
    public static string FromBytes(ReadOnlySpan<byte> sid)
    {
        ulong authority = 0;
        foreach (var octet in sid.Slice(2, 6))
        {
            authority = (authority << 8) | octet;
        }

        var text = new StringBuilder("S-").Append(sid[0]).Append('-').Append(authority);
        for (var index = 0; index < sid[1]; index++)
        {
            text.Append('-').Append(BinaryPrimitives.ReadUInt32LittleEndian(sid[(8 + (4 * index))..]).ToString(CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
