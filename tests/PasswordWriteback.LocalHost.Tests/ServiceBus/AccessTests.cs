using System.Net;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Local.Queue;

namespace PasswordWriteback.LocalHost.Tests.ServiceBus;

public sealed class AccessTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static TheoryData<string> Refused => [
        "none", "bearer", "expired", "wrong key", "unknown key", "other queue", "other host", "deeper path", "queue with a longer name", "later expiry",
        "other resource", "two tokens", "right missing", "removed key"];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task AWrongToken_IsRefused_AndTheMessageStays(string kind)
    {
        await using var host = await QueueHost.StartAsync();
        await host.Broker.SendAsync(QueueHost.Queue, QueueHost.Message("a"), QueueHost.Token);
        await host.Broker.PutQueueAsync(new QueueDefinition("other"), QueueHost.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, await ReceiveAsync(host, await WrongAsync(host, kind)));
        Assert.Equal(HttpStatusCode.Created, await ReceiveAsync(host, (await host.TokenAsync(rights: QueueRights.Listen)).Value));
    }

    [Fact]
    public async Task TheRightToSend_DoesNotReceive_NorTheOtherWayRound()
    {
        await using var host = await QueueHost.StartAsync();
        using var listener = host.Client(tokens: () => host.TokenAsync(rights: QueueRights.Listen));
        using var sender = host.Client(tokens: () => host.TokenAsync(rights: QueueRights.Send));
        await sender.SendAsync(QueueHost.Message("a"), QueueHost.Token);
        Assert.Equal(QueueFailure.Unauthorized, (await Assert.ThrowsAsync<QueueException>(() => sender.ReceiveAsync(TimeSpan.Zero, QueueHost.Token))).Failure);
        Assert.Equal(QueueFailure.Unauthorized, (await Assert.ThrowsAsync<QueueException>(() => listener.SendAsync(QueueHost.Message("b"), QueueHost.Token))).Failure);
        Assert.Equal("a", (await listener.ReceiveAsync(TimeSpan.Zero, QueueHost.Token))!.Message.MessageId);
    }

    private static async Task<string?> WrongAsync(QueueHost host, string kind)
    {
        var queue = new Uri($"{host.Address}/{QueueHost.Queue}");
        var now = host.Clock.GetUtcNow();
        var rule = await host.Broker.PutRuleAsync(QueueHost.Queue, "listen", QueueRights.Listen, QueueHost.Token);
        string Token(Uri? resource = null, SharedAccessRule? by = null, TimeSpan? life = null) =>
            SharedAccessSignature.Create(resource ?? queue, by ?? rule, now + (life ?? Hour)).Value;
        switch (kind)
        {
            case "none": return null;
            case "bearer": return "Bearer eyJhbGciOiJub25lIn0.e30.";
            case "expired": return Token(life: TimeSpan.Zero);
            case "wrong key": return Token(by: new SharedAccessRule("listen", "guess", QueueRights.Listen));
            case "unknown key": return Token(by: new SharedAccessRule("root", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", QueueRights.Listen));
            case "other queue": return Token(new Uri($"{host.Address}/other"), await host.Broker.PutRuleAsync("other", "theirs", QueueRights.Listen, QueueHost.Token));
            case "other host": return Token(new Uri($"http://elsewhere/servicebus/{QueueHost.Queue}"));
            case "deeper path": return Token(new Uri($"{queue}/messages"));
            case "queue with a longer name": return Token(new Uri(queue.AbsoluteUri[..^1]));
            case "later expiry": return Token().Replace($"se={(now + Hour).ToUnixTimeSeconds()}", $"se={(now + (Hour * 2)).ToUnixTimeSeconds()}", StringComparison.Ordinal);
            case "other resource": return Token(new Uri($"{host.Address}/other")).Replace("other", QueueHost.Queue, StringComparison.Ordinal);
            case "two tokens": return $"{Token()}&skn=listen";
            case "right missing": return Token(by: await host.Broker.PutRuleAsync(QueueHost.Queue, "send", QueueRights.Send, QueueHost.Token));
            default:
                await host.Broker.RemoveRuleAsync(QueueHost.Queue, "listen", QueueHost.Token);
                return Token();
        }
    }

    private static async Task<HttpStatusCode> ReceiveAsync(QueueHost host, string? token)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{host.Address}/{QueueHost.Queue}/messages/head?timeout=0");
        request.Headers.TryAddWithoutValidation("Authorization", token);
        using var response = await http.SendAsync(request, QueueHost.Token);
        return response.StatusCode;
    }
}
