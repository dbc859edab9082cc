using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace PasswordWriteback.Relay.Ldap.Location;

/// <summary>Asks one DNS server for service records: over UDP, and again over TCP when the answer does not fit (RFC 1035 section 4.2).</summary>
internal static class DnsClient
{
    private const int Port = 53;

    /// <exception cref="SocketException">The server cannot be reached.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="FormatException">Its answer is malformed.</exception>
    public static async Task<DnsAnswer> AskAsync(IPAddress server, string name, CancellationToken cancellationToken)
    {
        // The id is unpredictable so that an answer cannot be forged blindly.
        var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        var question = DnsMessage.Question(id, name);
        var answer = await OverUdpAsync(server, id, question, cancellationToken).ConfigureAwait(false);
        return answer.Truncated ? await OverTcpAsync(server, id, question, cancellationToken).ConfigureAwait(false) : answer;
    }

    private static async Task<DnsAnswer> OverUdpAsync(IPAddress server, ushort id, byte[] question, CancellationToken cancellationToken)
    {
        using var client = new UdpClient(server.AddressFamily);
        client.Connect(server, Port);
        await client.SendAsync(question, cancellationToken).ConfigureAwait(false);
        var received = await client.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        return DnsMessage.ReadAnswer(id, received.Buffer);
    }

    private static async Task<DnsAnswer> OverTcpAsync(IPAddress server, ushort id, byte[] question, CancellationToken cancellationToken)
    {
        using var client = new TcpClient(server.AddressFamily);
        await client.ConnectAsync(server, Port, cancellationToken).ConfigureAwait(false);
        var stream = client.GetStream();
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)question.Length);
        await stream.WriteAsync((byte[])[.. length, .. question], cancellationToken).ConfigureAwait(false);
        await stream.ReadExactlyAsync(length, cancellationToken).ConfigureAwait(false);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, cancellationToken).ConfigureAwait(false);
        return DnsMessage.ReadAnswer(id, answer);
    }
}
