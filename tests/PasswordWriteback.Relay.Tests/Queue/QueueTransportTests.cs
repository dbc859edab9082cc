using System.Net;
using System.Net.Sockets;
using System.Text;
using Azure.Core.Pipeline;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Queue;

namespace PasswordWriteback.Relay.Tests.Queue;

public sealed class QueueTransportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AConnection_IsKeptAliveByTcp_WhileALongPollIsSilent()
    {
        using var server = new Answer();
        Socket? socket = null;
        var options = (KeepsAlive: 0, Idle: 0, Interval: 0, NoDelay: false);
        using var handler = QueueTransport.CreateHandler();
        handler.UseProxy = false;
        handler.PlaintextStreamFilter = (context, _) =>
        {
            socket = ((NetworkStream)context.PlaintextStream).Socket;
            options = (
                (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!,
                (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)!,
                (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval)!,
                socket.NoDelay);
            return ValueTask.FromResult(context.PlaintextStream);
        };
        using var http = new HttpClient(handler);

        using var response = await http.GetAsync(new Uri($"http://localhost:{server.Port}/"), Token);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal((1, 15, 5, true), (options.KeepsAlive == 0 ? 0 : 1, options.Idle, options.Interval, options.NoDelay));
    }

    [Fact]
    public async Task AConnectionThatDoesNotComeAbout_IsSaidToBeOne()
    {
        using var handler = QueueTransport.CreateHandler();
        handler.UseProxy = false;
        handler.ConnectTimeout = TimeSpan.FromMilliseconds(50);
        handler.ConnectCallback = async (_, stop) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
            throw new InvalidOperationException();
        };
        using var client = new ServiceBusQueueClient(
            new Uri("https://contoso.servicebus.windows.net"), "relay-1",
            _ => ValueTask.FromResult(new SasToken("SharedAccessSignature secret", DateTimeOffset.MaxValue)),
            new ServiceBusQueueClientOptions { Transport = new HttpClientTransport(handler) });

        var refusal = await Assert.ThrowsAsync<QueueException>(() => client.ReceiveAsync(TimeSpan.Zero, Token));

        Assert.Contains("no connection came about in time", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("TimeoutException", refusal.ToString(), StringComparison.Ordinal);
    }

    private sealed class Answer : LoopbackServer
    {
        public Answer() => Listen();

        protected override async Task ServeAsync(TcpClient client)
        {
            var stream = client.GetStream();
            if (await stream.ReadAtLeastAsync(new byte[4096], 1) > 0)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 204 No Content\r\n\r\n"));
            }
        }
    }
}
