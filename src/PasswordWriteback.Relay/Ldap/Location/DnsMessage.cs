using System.Buffers.Binary;
using System.Text;

namespace PasswordWriteback.Relay.Ldap.Location;

/// <summary>A host that DNS names for a service (RFC 2782).</summary>
/// <param name="Target">Host name.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Priority">The lowest first.</param>
/// <param name="Weight">Share among equals.</param>
internal sealed record ServiceRecord(string Target, int Port, int Priority, int Weight);

/// <summary>What a DNS server answered.</summary>
/// <param name="Code">Response code; 0 is success, 3 is "no such name".</param>
/// <param name="Truncated">Whether the answer is to be asked for again over TCP.</param>
/// <param name="Records">The service records.</param>
internal sealed record DnsAnswer(int Code, bool Truncated, IReadOnlyList<ServiceRecord> Records);

/// <summary>Writes a DNS question for SRV records and reads the answer (RFC 1035 section 4, RFC 2782).</summary>
internal static class DnsMessage
{
    private const ushort TypeSrv = 33;
    private const ushort ClassInternet = 1;

    public static byte[] Question(ushort id, string name)
    {
        using var message = new MemoryStream();
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(header, id);
        header[2] = 0x01; // recursion desired
        header[5] = 1; // one question
        message.Write(header);
        foreach (var label in name.TrimEnd('.').Split('.'))
        {
            var bytes = Encoding.ASCII.GetBytes(label);
            if (bytes.Length is 0 or > 63)
            {
                throw new FormatException($"'{name}' is no DNS name.");
            }

            message.WriteByte((byte)bytes.Length);
            message.Write(bytes);
        }

        message.Write([0, 0, (byte)TypeSrv, 0, (byte)ClassInternet]);
        return message.ToArray();
    }

    /// <exception cref="FormatException">It is no answer to question <paramref name="id"/>, or it is malformed.</exception>
    public static DnsAnswer ReadAnswer(ushort id, ReadOnlySpan<byte> message)
    {
        if (message.Length < 12 || BinaryPrimitives.ReadUInt16BigEndian(message) != id || (message[2] & 0x80) == 0)
        {
            throw new FormatException("The DNS server's message is no answer to the question.");
        }

        try
        {
            var position = 12;
            for (var question = 0; question < BinaryPrimitives.ReadUInt16BigEndian(message[4..]); question++)
            {
                _ = ReadName(message, ref position);
                position += 4;
            }

            var records = new List<ServiceRecord>();
            for (var answer = 0; answer < BinaryPrimitives.ReadUInt16BigEndian(message[6..]); answer++)
            {
                _ = ReadName(message, ref position);
                var type = BinaryPrimitives.ReadUInt16BigEndian(message[position..]);
                var length = BinaryPrimitives.ReadUInt16BigEndian(message[(position + 8)..]);
                position += 10;
                if (type == TypeSrv)
                {
                    records.Add(ReadService(message, position));
                }

                position += length;
            }

            return new DnsAnswer(message[3] & 0x0f, (message[2] & 0x02) != 0, records);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new FormatException("The DNS server's answer ends too early.", exception);
        }
        catch (IndexOutOfRangeException exception)
        {
            throw new FormatException("The DNS server's answer ends too early.", exception);
        }
    }

    private static ServiceRecord ReadService(ReadOnlySpan<byte> message, int position)
    {
        var name = position + 6;
        return new ServiceRecord(
            ReadName(message, ref name),
            BinaryPrimitives.ReadUInt16BigEndian(message[(position + 4)..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[position..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[(position + 2)..]));
    }

    // A pointer may only lead backwards, so a message cannot send the reader in circles.
    private static string ReadName(ReadOnlySpan<byte> message, ref int position)
    {
        var name = new StringBuilder();
        var at = position;
        var followed = false;
        while (message[at] != 0)
        {
            if ((message[at] & 0xc0) == 0xc0)
            {
                var target = BinaryPrimitives.ReadUInt16BigEndian(message[at..]) & 0x3fff;
                if (target >= at)
                {
                    throw new FormatException("The DNS server's answer points forward.");
                }

                position = followed ? position : at + 2;
                followed = true;
                at = target;
                continue;
            }

            name.Append(name.Length == 0 ? "" : ".").Append(Encoding.ASCII.GetString(message.Slice(at + 1, message[at])));
            at += message[at] + 1;
        }

        position = followed ? position : at + 1;
        return name.ToString();
    }
}
