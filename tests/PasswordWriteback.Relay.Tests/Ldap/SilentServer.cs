using System.Net;
using System.Net.Sockets;

namespace PasswordWriteback.Relay.Tests.Ldap;

/// <summary>A server on loopback that accepts connections and says nothing, or only what it is given, once somebody has spoken.</summary>
internal sealed class SilentServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _answer;
    private readonly TaskCompletionSource _spokenTo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _accepted;

    public SilentServer(byte[]? answer = null)
    {
        _answer = answer ?? [];
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections were accepted.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Ends when the first connection is accepted.</summary>
    public Task SpokenTo => _spokenTo.Task;

    /// <summary>A port on which nobody listens.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _accepted);
                _spokenTo.TrySetResult();
                _ = AnswerAsync(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var open = client;
        try
        {
            var stream = client.GetStream();
            var buffer = new byte[1024];
            while (await stream.ReadAsync(buffer) > 0)
            {
                await stream.WriteAsync(_answer);
            }
        }
        catch (IOException)
        {
            // The other side gave up.
        }
    }
}
