using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Queue;

namespace PasswordWriteback.Relay.Tests.Queue;

/// <summary>Whoever answers in the queue's place cannot end the relay's loop, nor fill its memory.</summary>
public sealed class StrangeAnswerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Priority", "\"\\ud800\"")]
    [InlineData("BrokerProperties", """{"MessageId":"\ud800","LockToken":"7da9cfd5-40d5-4bb1-8d64-ec5a52e1c547","LockedUntilUtc":"Wed, 02 Jul 2014 01:33:27 GMT","SequenceNumber":31}""")]
    [InlineData("Date", "yesterday")]
    [InlineData("Location", "https://[/messages/%/%")]
    [InlineData("Content-Type", "???")]
    public async Task AHeaderThatCannotBeRead_DoesNotEndTheListening(string name, string value)
    {
        var clock = new ManualClock();
        using var queue = new ScriptedQueue(clock, (_, call, _) => Task.FromResult(Delivery(call == 1 ? (name, value) : ("Priority", "1"))));
        using var client = queue.Client();
        var listener = new QueueListener(client, new IdlePace(), clock, () => 0.5, NullLogger.Instance);
        await using var messages = listener.ListenAsync(Token).GetAsyncEnumerator(Token);
        var next = messages.MoveNextAsync().AsTask();
        while (!next.IsCompleted)
        {
            clock.FireNext();
            await Task.Yield();
        }

        Assert.True(await next);
    }

    [Fact]
    public async Task AnAnswerWithoutEnd_IsGivenUp_WhenItIsLargerThanAnyMessage()
    {
        var endless = new Endless();
        using var queue = new ScriptedQueue(new ManualClock(), (_, _, _) =>
        {
            var response = Delivery(("Priority", "1"));
            response.Content = new StreamContent(endless);
            return Task.FromResult(response);
        });
        using var client = queue.Client();

        var refusal = await Assert.ThrowsAsync<QueueException>(() => client.ReceiveAsync(TimeSpan.Zero, Token));

        Assert.Equal(QueueFailure.Unavailable, refusal.Failure);
        Assert.InRange(endless.Taken, QueueLimits.MessageBytes, 4 * QueueLimits.MessageBytes);
    }

    private static HttpResponseMessage Delivery((string Name, string Value) header)
    {
        var response = new HttpResponseMessage(HttpStatusCode.Created) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes("body")) };
        if (header.Name != "BrokerProperties")
        {
            response.Headers.TryAddWithoutValidation(
                "BrokerProperties",
                """{"LockToken":"7da9cfd5-40d5-4bb1-8d64-ec5a52e1c547","LockedUntilUtc":"Wed, 02 Jul 2014 01:33:27 GMT","MessageId":"a","SequenceNumber":31}""");
        }

        if (!response.Headers.TryAddWithoutValidation(header.Name, header.Value))
        {
            response.Content.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        return response;
    }

    /// <summary>Gives zeros for as long as somebody reads, up to a bound at which the test has failed.</summary>
    private sealed class Endless : Stream
    {
        public long Taken { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var length = Taken < 16 * QueueLimits.MessageBytes ? count : 0;
            Taken += length;
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
