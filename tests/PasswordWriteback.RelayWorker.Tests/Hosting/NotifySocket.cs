using System.Net.Sockets;
using System.Text;

namespace PasswordWriteback.RelayWorker.Tests.Hosting;

/// <summary>systemd's end of NOTIFY_SOCKET.</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 60_000 };
    private readonly string? _file;

    private NotifySocket(string address, string? file)
    {
        (Address, _file) = (address, file);
        _socket.Bind(new UnixDomainSocketEndPoint(file ?? '\0' + address[1..]));
    }

    /// <summary>As it stands in NOTIFY_SOCKET.</summary>
    public string Address { get; }

    public static NotifySocket AtPath()
    {
        var file = Path.Combine(Path.GetTempPath(), $"pwb-notify-{Guid.NewGuid():N}");
        return new NotifySocket(file, file);
    }

    public static NotifySocket Abstract() => new($"@pwb-notify-{Guid.NewGuid():N}", file: null);

    /// <summary>The next datagram; waits for it for a minute at most.</summary>
    public string Receive()
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, _socket.Receive(buffer));
    }

    /// <summary>Reads until a datagram says this.</summary>
    public string ReceiveUntil(string line)
    {
        while (true)
        {
            var message = Receive();
            if (message.Split('\n').Contains(line, StringComparer.Ordinal))
            {
                return message;
            }
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        if (_file is not null)
        {
            File.Delete(_file);
        }
    }
}
