using System.Net.Sockets;

namespace PasswordWriteback.Relay.Tests.Ldap;

/// <summary>A server on loopback that accepts connections and says nothing, or only what it is given, once somebody has spoken.</summary>
internal sealed class SilentServer : LoopbackServer
{
    private readonly byte[] _answer;
    private readonly TaskCompletionSource _spokenTo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _accepted;

    public SilentServer(byte[]? answer = null)
    {
        _answer = answer ?? [];
        Listen();
    }

    /// <summary>How many connections were accepted.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Ends when the first connection is accepted.</summary>
    public Task SpokenTo => _spokenTo.Task;

    protected override async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _accepted);
        _spokenTo.TrySetResult();
        var stream = client.GetStream();
        var buffer = new byte[1024];
        while (await stream.ReadAsync(buffer) > 0)
        {
            await stream.WriteAsync(_answer);
        }
    }
}
