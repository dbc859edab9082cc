using System.Net;
using System.Net.Sockets;

namespace PasswordWriteback.Tests;

/// <summary>A port of loopback that accepts connections until it is disposed, and serves each as its derived class says.</summary>
internal abstract class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>A port on which nobody listens.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public virtual void Dispose() => _listener.Dispose();

    /// <summary>Begins to accept; the last thing that a derived constructor does.</summary>
    protected void Listen()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Serves a connection until it has nothing more to say.</summary>
    /// <exception cref="IOException">The other side gave up.</exception>
    /// <exception cref="SocketException">The other side gave up.</exception>
    protected abstract Task ServeAsync(TcpClient client);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _ = ServeAndCloseAsync(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAndCloseAsync(TcpClient client)
    {
        using var open = client;
        try
        {
            await ServeAsync(client);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // The other side gave up.
        }
    }
}
