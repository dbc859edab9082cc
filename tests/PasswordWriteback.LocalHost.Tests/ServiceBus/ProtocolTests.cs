using System.Net;
using System.Text;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Local.Queue;

namespace PasswordWriteback.LocalHost.Tests.ServiceBus;

/// <summary>Verbs, status codes and headers as Microsoft's pages have them, seen by a plain HTTP client.</summary>
public sealed class ProtocolTests
{
    [Fact]
    public async Task AMessage_GoesThroughEveryVerb()
    {
        await using var host = await QueueHost.StartAsync();
        using var http = new HttpClient();
        using var sent = await SendAsync(host, http, HttpMethod.Post, "messages", new StringContent("hello", Encoding.UTF8, "text/plain"), r =>
        {
            r.Headers.Add("BrokerProperties", """{"MessageId":"c1.1","Label":"discover","TimeToLive":90,"CorrelationId":"run"}""");
            r.Headers.Add("Priority", "\"High\"");
        });
        Assert.Equal(HttpStatusCode.Created, sent.StatusCode);

        using var received = await SendAsync(host, http, HttpMethod.Post, "messages/head?timeout=0");
        Assert.Equal(HttpStatusCode.Created, received.StatusCode);
        Assert.Equal("hello", await received.Content.ReadAsStringAsync(QueueHost.Token));
        Assert.Equal("text/plain", received.Content.Headers.ContentType!.MediaType);
        Assert.Equal("\"High\"", received.Headers.GetValues("Priority").Single());
        var broker = BrokerProperties.FromHeader(received.Headers.GetValues("BrokerProperties").Single());
        Assert.Equal(("c1.1", "discover", "run", "Active"), (broker.MessageId, broker.Label, broker.CorrelationId, broker.State));
        Assert.Equal(90, broker.TimeToLive);
        Assert.Equal(1, broker.DeliveryCount);
        Assert.Equal("Sat, 21 Nov 2026 09:01:00 GMT", broker.LockedUntilUtc);
        var held = received.Headers.Location!;
        Assert.Equal($"{host.Address}/{QueueHost.Queue}/messages/{broker.SequenceNumber}/{broker.LockToken}", held.AbsoluteUri);

        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(host, http, HttpMethod.Post, "messages/head?timeout=0")).StatusCode);
        var path = held.AbsoluteUri[$"{host.Address}/{QueueHost.Queue}/".Length..];
        var byId = $"messages/c1.1/{broker.LockToken}";
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, http, HttpMethod.Post, path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, http, HttpMethod.Post, byId)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, http, HttpMethod.Put, path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(host, http, HttpMethod.Delete, path)).StatusCode);
        using var again = await SendAsync(host, http, HttpMethod.Post, "messages/head?timeout=0");
        path = again.Headers.Location!.AbsoluteUri[$"{host.Address}/{QueueHost.Queue}/".Length..];
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, http, HttpMethod.Delete, path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(host, http, HttpMethod.Delete, path)).StatusCode);
    }

    [Theory]
    [InlineData("POST", "messages/head?timeout=soon", null, 400)]
    [InlineData("POST", "messages/head?timeout=-1", null, 400)]
    [InlineData("POST", "messages", "{\"TimeToLive\":\"long\"}", 400)]
    [InlineData("POST", "messages", "no json", 400)]
    [InlineData("POST", "messages", "{\"TimeToLive\":0}", 400)]
    [InlineData("POST", "$deadletterqueue/messages", null, 401)]
    [InlineData("GET", "messages/head", null, 404)]
    [InlineData("DELETE", "messages/1/no-guid", null, 404)]
    [InlineData("POST", "other", null, 404)]
    public async Task AMalformedRequest_IsRefusedAndChangesNothing(string method, string path, string? broker, int status)
    {
        await using var host = await QueueHost.StartAsync();
        using var http = new HttpClient();
        var rights = path.StartsWith('$') ? QueueRights.Listen : QueueRights.Listen | QueueRights.Send;
        using var response = await SendAsync(host, http, new HttpMethod(method), path, new StringContent("x"), r =>
        {
            if (broker is not null)
            {
                r.Headers.TryAddWithoutValidation("BrokerProperties", broker);
            }
        }, rights);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains($"<Code>{status}</Code>", await response.Content.ReadAsStringAsync(QueueHost.Token), StringComparison.Ordinal);
        Assert.Equal(new QueueCounts(0, 0, 0), await host.Broker.CountAsync(QueueHost.Queue, QueueHost.Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AMessageOverTheLimit_IsRefused_WhetherItSaysItsLengthOrNot(bool saysLength)
    {
        await using var host = await QueueHost.StartAsync();
        using var http = new HttpClient();
        using var response = await SendAsync(host, http, HttpMethod.Post, "messages", new ByteArrayContent(new byte[QueueLimits.MessageBytes + 1]),
            r => r.Headers.TransferEncodingChunked = !saysLength);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task AQueueThatWasRemoved_IsGone_ForAKeyThatIsForAllQueues()
    {
        await using var host = await QueueHost.StartAsync();
        using var http = new HttpClient();
        var rule = await host.Broker.PutRuleAsync(null, "all", QueueRights.Listen | QueueRights.Send, QueueHost.Token);
        var token = SharedAccessSignature.Create(host.Address, rule, host.Clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        await host.Broker.RemoveQueueAsync(QueueHost.Queue, QueueHost.Token);
        foreach (var path in new[] { "messages", "messages/head?timeout=0", $"messages/1/{Guid.NewGuid()}" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{host.Address}/{QueueHost.Queue}/{path}");
            request.Headers.TryAddWithoutValidation("Authorization", token.Value);
            using var response = await http.SendAsync(request, QueueHost.Token);
            Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
        }
    }

    [Fact]
    public async Task AHostThatStops_EndsWaitingPolls()
    {
        await using var host = await QueueHost.StartAsync();
        using var http = new HttpClient();
        var polling = SendAsync(host, http, HttpMethod.Post, "messages/head?timeout=60");
        await WaitingAsync(host);
        await host.StopAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await polling).StatusCode);
    }

    [Fact]
    public async Task ACallerWhoGoesAwayWhileWaiting_TakesNoMessageWithHim()
    {
        await using var host = await QueueHost.StartAsync();
        using (var http = new HttpClient())
        {
            using var leaving = new CancellationTokenSource();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{host.Address}/{QueueHost.Queue}/messages/head?timeout=60");
            request.Headers.TryAddWithoutValidation("Authorization", (await host.TokenAsync()).Value);
            var polling = http.SendAsync(request, leaving.Token);
            await WaitingAsync(host);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => polling);
        }

        while (host.Clock.Timers > 0)
        {
            await Task.Yield();
        }

        await host.Broker.SendAsync(QueueHost.Queue, QueueHost.Message("a"), QueueHost.Token);
        Assert.Equal(1, (await host.Broker.ReceiveAsync(QueueHost.Queue, TimeSpan.Zero, QueueHost.Token))!.DeliveryCount);
    }

    private static async Task WaitingAsync(QueueHost host)
    {
        while (host.Clock.Timers == 0)
        {
            await Task.Yield();
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(
        QueueHost host, HttpClient http, HttpMethod method, string path, HttpContent? content = null, Action<HttpRequestMessage>? more = null,
        QueueRights rights = QueueRights.Listen | QueueRights.Send)
    {
        using var request = new HttpRequestMessage(method, $"{host.Address}/{QueueHost.Queue}/{path}");
        request.Content = content;
        request.Headers.TryAddWithoutValidation("Authorization", (await host.TokenAsync(rights: rights)).Value);
        more?.Invoke(request);
        return await http.SendAsync(request, QueueHost.Token);
    }
}
