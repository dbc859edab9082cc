using System.Net;
using System.Net.Sockets;

namespace PasswordWriteback.Samba.Tests.Lab;

/// <summary>A port of this machine that leads to another host: the same server under another name.</summary>
internal sealed class PortForward : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _target;

    private PortForward(IPEndPoint target) => _target = target;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static PortForward To(IPAddress address, int port)
    {
        var forward = new PortForward(new IPEndPoint(address, port));
        forward._listener.Start();
        _ = forward.AcceptAsync();
        return forward;
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _ = ForwardAsync(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(_target);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            // Either end hung up.
        }
    }
}
