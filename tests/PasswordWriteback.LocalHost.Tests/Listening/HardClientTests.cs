using System.Net;
using System.Net.Sockets;
using System.Text;
using PasswordWriteback.LocalHost.Tests.Hosting;

namespace PasswordWriteback.LocalHost.Tests.Listening;

/// <summary>Clients that want too much, against a real Kestrel.</summary>
public sealed class HardClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ABodyOf100Megabytes_IsRefusedBeforeItIsRead_AndTheConnectionIsClosed()
    {
        await using var host = await RunningHost.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(host.Address.Host, host.Address.Port, Token);
        var stream = client.GetStream();
        var authorization = host.Client().DefaultRequestHeaders.Authorization;
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"PUT /api/tenants/{Guid.NewGuid()} HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\nContent-Type: application/json\r\nContent-Length: {100 * 1024 * 1024}\r\n\r\n"),
            Token);

        // Not one byte of the body is sent: the answer comes nevertheless, and then the end of the connection.
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync(Token).WaitAsync(Patience, Token);

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("body-too-large", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABodyWithoutLength_IsRefusedWhenItPassesTheLimit()
    {
        await using var host = await RunningHost.StartAsync();
        using var client = host.Client();
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/tenants/{Guid.NewGuid()}");
        request.Content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(new string(' ', 80_000))));
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = true;

        using var answer = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task HeadersThatTrickle_EndTheConnection_WhileOthersAreServed()
    {
        await using var host = await RunningHost.StartAsync(headersTimeout: TimeSpan.FromSeconds(1));
        var slow = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 50; i++)
            {
                var client = new TcpClient();
                slow.Add(client);
                await client.ConnectAsync(host.Address.Host, host.Address.Port, Token);
                await client.GetStream().WriteAsync("GET /health/live HTTP/1.1\r\nX-Slow: "u8.ToArray(), Token);
            }

            using var http = host.Client();
            using var other = await http.GetAsync("/health/live", Token);
            var ends = await Task.WhenAll(slow.Select(client => EndAsync(client.GetStream()))).WaitAsync(Patience, Token);

            Assert.Equal(HttpStatusCode.NoContent, other.StatusCode);
            Assert.All(ends, end => Assert.True(end.Length == 0 || end.StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal), end));
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task TwoHundredClients_AreAllServed()
    {
        await using var host = await RunningHost.StartAsync();
        using var client = host.Client();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            using var answer = await client.GetAsync("/api/tenants", Token);
            return answer.StatusCode;
        })).WaitAsync(Patience, Token);

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    private static async Task<string> EndAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        return await reader.ReadToEndAsync(Token);
    }
}
