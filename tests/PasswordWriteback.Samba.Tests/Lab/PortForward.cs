using System.Net;
using System.Net.Sockets;

namespace PasswordWriteback.Samba.Tests.Lab;

/// <summary>A port of this machine that leads to another host: the same server under another name.</summary>
internal sealed class PortForward : LoopbackServer
{
    private readonly IPEndPoint _target;

    private PortForward(IPEndPoint target)
    {
        _target = target;
        Listen();
    }

    public static PortForward To(IPAddress address, int port) => new(new IPEndPoint(address, port));

    protected override async Task ServeAsync(TcpClient client)
    {
        using var far = new TcpClient();
        await far.ConnectAsync(_target);
        await Task.WhenAny(client.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(client.GetStream()));
    }
}
