using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PasswordWriteback.Relay.Tests.Doctor;

/// <summary>A proxy on loopback that opens tunnels (CONNECT) to whatever port is asked, or refuses with a status line of the test's.</summary>
internal sealed class ConnectProxy : LoopbackServer
{
    private readonly string? _refusal;

    public ConnectProxy(string? refusal = null)
    {
        _refusal = refusal;
        Listen();
    }

    /// <summary>What was asked last, headers included.</summary>
    public string Asked { get; private set; } = string.Empty;

    public WebProxy ToWebProxy() => new($"http://127.0.0.1:{Port}", BypassOnLocal: false);

    protected override async Task ServeAsync(TcpClient client)
    {
        var near = client.GetStream();
        var request = new StringBuilder();
        var one = new byte[1];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await near.ReadAsync(one) == 0)
            {
                return;
            }

            request.Append((char)one[0]);
        }

        Asked = request.ToString();
        await near.WriteAsync(Encoding.ASCII.GetBytes($"{_refusal ?? "HTTP/1.1 200 Connection established"}\r\n\r\n"));
        if (_refusal is not null)
        {
            return;
        }

        using var far = new TcpClient();
        await far.ConnectAsync(IPAddress.Loopback, int.Parse(Asked.Split(' ')[1].Split(':')[1], System.Globalization.CultureInfo.InvariantCulture));
        var beyond = far.GetStream();
        await Task.WhenAny(near.CopyToAsync(beyond), beyond.CopyToAsync(near));
    }
}
