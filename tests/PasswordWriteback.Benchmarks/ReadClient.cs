using System.Net.Sockets;
using System.Text;

namespace PasswordWriteback.Benchmarks;

/// <summary>One connection that asks and reads the whole answer: as little work as possible, because it shares the cores with what is measured.</summary>
internal sealed class ReadClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[256 * 1024];

    /// <summary>A request as it goes over the wire.</summary>
    public static byte[] Request(string path, string token, string? etag = null) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: benchmark\r\nAuthorization: Bearer {token}\r\n{(etag is null ? "" : $"If-None-Match: {etag}\r\n")}\r\n");

    public Task ConnectAsync(Uri address) => _socket.ConnectAsync(address.Host, address.Port);

    /// <summary>Asks.</summary>
    /// <returns>Status, and the whole answer; valid until the next call.</returns>
    public async ValueTask<(int Status, ReadOnlyMemory<byte> Answer)> AskAsync(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request);
        for (var length = 0; ;)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(length));
            if (read == 0)
            {
                throw new InvalidOperationException($"The host closed the connection: {Encoding.UTF8.GetString(_buffer, 0, length)}");
            }

            length += read;
            if (IsWhole(_buffer.AsSpan(0, length)))
            {
                return (((_buffer[9] - '0') * 100) + ((_buffer[10] - '0') * 10) + _buffer[11] - '0', _buffer.AsMemory(0, length));
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var headers = answer[..end];
        if (headers[9..12].SequenceEqual("304"u8) || headers[9..12].SequenceEqual("204"u8))
        {
            return true;
        }

        var at = headers.IndexOf("\r\nContent-Length: "u8);
        if (at < 0)
        {
            return answer.EndsWith("\r\n0\r\n\r\n"u8);
        }

        var value = headers[(at + "\r\nContent-Length: "u8.Length)..];
        value = value.IndexOf((byte)'\r') is var stop and >= 0 ? value[..stop] : value;
        return answer.Length == end + 4 + int.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
    }
}
