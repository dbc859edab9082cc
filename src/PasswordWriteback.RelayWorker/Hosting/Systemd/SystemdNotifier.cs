using System.Net.Sockets;
using System.Text;

namespace PasswordWriteback.RelayWorker.Hosting.Systemd;

/// <summary>Tells systemd about this service, as sd_notify(3) does: one datagram of <c>NAME=value</c> lines to the socket that NOTIFY_SOCKET names.</summary>
internal sealed class SystemdNotifier : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { SendTimeout = 1000 };
    private readonly UnixDomainSocketEndPoint _address;

    /// <summary>A notifier.</summary>
    /// <param name="notifySocket">A path, or an abstract address that begins with <c>@</c>.</param>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public SystemdNotifier(string notifySocket) => _address = notifySocket switch
    {
        ['/', _, ..] => new UnixDomainSocketEndPoint(notifySocket),
        ['@', _, ..] => new UnixDomainSocketEndPoint('\0' + notifySocket[1..]),
        _ => throw new ArgumentException($"NOTIFY_SOCKET is '{notifySocket}': neither a path nor an abstract address.", nameof(notifySocket)),
    };

    /// <summary>The service has started.</summary>
    public void Ready(string status) => Send($"READY=1\nSTATUS={OneLine(status)}");

    /// <summary>The service lives.</summary>
    public void Alive(string status) => Send($"WATCHDOG=1\nSTATUS={OneLine(status)}");

    /// <summary>What the service is about.</summary>
    public void Status(string status) => Send($"STATUS={OneLine(status)}");

    /// <summary>The service ends.</summary>
    public void Stopping() => Send("STOPPING=1\nSTATUS=Stopping: a write at work may end");

    /// <inheritdoc />
    public void Dispose() => _socket.Dispose();

    private void Send(string state) => _socket.SendTo(Encoding.UTF8.GetBytes(state), _address);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
