using System.Net;
using System.Security.Cryptography;
using System.Text;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.Relay.Tests.Trouble;

/// <summary>The cloud's endpoint for tokens is in trouble: the relay waits, says whose trouble it is, and comes back by itself.</summary>
public sealed class CloudTroubleTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly HttpWorld _world = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task NoTokenForAnHour_IsWaitedFor_WithoutHammering_AndTheQueueIsHeardWithinAMinuteAfterwards(HttpStatusCode status)
    {
        var back = _world.Clock.GetUtcNow() + TimeSpan.FromHours(1);
        _world.Cloud = _ => Task.FromResult(_world.Clock.GetUtcNow() < back ? new HttpResponseMessage(status) : null);

        await _world.ListenUntilAsync(() => _world.Listener.LastContact is not null);

        Assert.InRange(_world.Listener.LastContact!.Value, back, back + Minute);
        Assert.InRange(_world.TokensAsked, 60, 130);
        Assert.Null(_world.Listener.Trouble);
    }

    [Fact]
    public async Task AProxysPageInPlaceOfAToken_IsSaidSo_AndTheRelayListensOn()
    {
        var pages = 0;
        _world.Cloud = _ => Task.FromResult<HttpResponseMessage?>(++pages > 3 ? null : new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new ByteArrayContent("<html>Sign in</html>"u8.ToArray()) { Headers = { { "Content-Type", "text/html; charset=windows-1251" } } },
        });

        var trouble = await Assert.ThrowsAsync<QueueException>(() => _world.Commands.ReceiveAsync(TimeSpan.Zero, Now));
        await _world.ListenUntilAsync(() => _world.Listener.LastContact is not null);

        Assert.Contains("not in the contract", trouble.Message, StringComparison.Ordinal);
        Assert.Equal(4, _world.TokensAsked);
    }

    [Fact]
    public async Task ASilentCloud_EndsTheCallAtItsDeadline_AndIsNotTakenForASilentQueue()
    {
        var silent = true;
        _world.Cloud = async token =>
        {
            await Task.Delay(silent ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, token);
            return null;
        };
        var polling = _world.Commands.ReceiveAsync(TimeSpan.FromSeconds(59), Now);
        _world.Clock.Advance(RelayLimits.TokenRequest - TimeSpan.FromSeconds(1));
        Assert.False(polling.IsCompleted);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));

        var trouble = await Assert.ThrowsAsync<QueueException>(() => polling.WaitAsync(TimeSpan.FromSeconds(30), Now));
        silent = false;
        await _world.ListenUntilAsync(() => _world.Listener.LastContact is not null);

        Assert.Equal(QueueFailure.Unavailable, trouble.Failure);
        Assert.Contains("cloud.example", trouble.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheKeyOfTheNamespaceIsRolled_NoCallFails_NotEvenWhereATokenWasLaidByBefore()
    {
        await _world.Replies.SendAsync(HttpWorld.Message, Now);
        _world.Clock.Advance(51 * Minute);
        Assert.Null(await _world.Commands.ReceiveAsync(TimeSpan.Zero, Now));
        Assert.Equal(2, _world.TokensAsked);
        _world.SasKey = 2;

        await _world.Replies.SendAsync(HttpWorld.Message, Now);
        Assert.Null(await _world.Commands.ReceiveAsync(TimeSpan.Zero, Now));

        Assert.Equal(4, _world.TokensAsked);
    }

    [Fact]
    public async Task ADiskThatTakesNoNewKeys_CostsNoToken_AndTheKeysAreTakenWithTheNextOne()
    {
        using var next = new SigningKey(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        _world.NewKeys = [_world.OldKey, next.Public];
        var file = Path.Combine(_world.StateFolder, CloudKeyRing.FileName);
        var kept = await File.ReadAllBytesAsync(file, Now);
        File.Delete(file);
        Directory.CreateDirectory(Path.Combine(file, "in the way"));

        Assert.Null(await _world.Commands.ReceiveAsync(TimeSpan.Zero, Now));
        Assert.Equal([_world.OldKey.Kid], _world.Keys.Current.All.Select(key => key.Kid));

        Directory.Delete(file, recursive: true);
        await File.WriteAllBytesAsync(file, kept, Now);
        _world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await _world.Commands.ReceiveAsync(TimeSpan.Zero, Now));
        Assert.Equal(2, _world.Keys.Current.All.Count);
    }

    [Fact]
    public async Task AProofThatIsRefused_SpeaksOfTheClockBeforeItSpeaksOfEnrollingAnew()
    {
        _world.Cloud = _ => Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage(HttpStatusCode.Unauthorized)
        {
            Content = new StringContent("""{"detail":"IssuedInFuture (4115): One of the two clocks is wrong."}""", Encoding.UTF8, "application/problem+json"),
        });

        var trouble = await Assert.ThrowsAsync<QueueException>(() => _world.Commands.ReceiveAsync(TimeSpan.Zero, Now));

        Assert.Equal(QueueFailure.Unauthorized, trouble.Failure);
        Assert.InRange(
            trouble.Message.IndexOf("this server's clock", StringComparison.Ordinal), 0, trouble.Message.IndexOf("enrol again", StringComparison.Ordinal));
    }
}
