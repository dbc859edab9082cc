using System.Net;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.Api.Tests.Relays;

public sealed class UploadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnUploadedReply_CountsOnceASignedAnswerNamesIt()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var command = await world.SendDiscoverAsync(await world.RunAsync());
        var packed = ReplyTransport.Pack(EnrolledTestRelay.Failed(command) with { Detail = new string('x', EnvelopeLimits.InlineReplyBytes) });

        Assert.Equal(HttpStatusCode.NoContent, (await relay.UploadAsync(System.Text.Encoding.UTF8.GetString(packed.Upload!.Value.Span))).StatusCode);
        Assert.Empty(world.Api.Engine.Raised);
        Assert.Null(await world.TakeAsync(relay.Signer.Sign(packed.Answer, command.RunId)));

        var signal = Assert.IsType<RelaySignal>(Assert.Single(world.Api.Engine.Raised).Payload);
        Assert.Equal(command.CommandId, Assert.IsType<CommandFailed>(signal.Reply).CommandId);
    }

    [Fact]
    public async Task AnAnswer_ThatNamesTheUploadOfAnotherRelay_IsRefused()
    {
        await using var world = await RelayWorld.StartAsync();
        var (relay, standby) = (await world.EnrolAsync(), await world.EnrolAsync());
        var command = await world.SendDiscoverAsync(await world.RunAsync());
        var packed = ReplyTransport.Pack(EnrolledTestRelay.Failed(command) with { Detail = new string('x', EnvelopeLimits.InlineReplyBytes) });
        await standby.UploadAsync(System.Text.Encoding.UTF8.GetString(packed.Upload!.Value.Span));

        var refusal = await world.TakeAsync(relay.Signer.Sign(packed.Answer, command.RunId));

        Assert.Equal(EnvelopeRefusalReason.PayloadChanged, refusal?.Reason);
        Assert.Empty(world.Api.Engine.Raised);
    }

    [Fact]
    public async Task ABody_WithAnotherHash_IsRefused()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var hash = RelayWorld.Sha256("one");

        await (await relay.UploadAsync("two", hash)).IsProblemAsync("relay-upload-invalid");
        Assert.Null(await world.Api.Get<RelayTraffic>().FindUploadAsync(relay.Id, hash, Token));
    }

    [Fact]
    public async Task AProof_ThatIsMissing_ForAnotherUpload_OrOfAnotherRelay_IsRefused()
    {
        await using var world = await RelayWorld.StartAsync();
        var (relay, other) = (await world.EnrolAsync(), await world.EnrolAsync());
        var hash = RelayWorld.Sha256("one");
        var path = $"api/relays/{relay.Id}/uploads/{hash}";

        await (await relay.UploadAsync("one", proof: world.Proof(relay.Key, path, RelayWorld.Sha256("two")))).IsProblemAsync("relay-proof-invalid");
        await (await relay.UploadAsync("one", proof: world.Proof(relay.Key, path))).IsProblemAsync("relay-proof-invalid");
        await (await relay.UploadAsync("one", proof: world.Proof(other.Key, path, hash))).IsProblemAsync("relay-proof-invalid");
        var bare = await world.Api.Anonymous().PutAsync($"/{path}", new StringContent("one"), Token);
        await bare.IsProblemAsync("relay-proof-invalid", "Authorization");
        Assert.Null(await world.Api.Get<RelayTraffic>().FindUploadAsync(relay.Id, hash, Token));
    }

    [Fact]
    public async Task AnUpload_MayHaveEightMegabytes_AndNotAByteMore()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var most = new string('x', 8 * 1024 * 1024);

        Assert.Equal(HttpStatusCode.NoContent, (await relay.UploadAsync(most)).StatusCode);
        await (await relay.UploadAsync(most + "x")).IsProblemAsync("body-too-large");
    }

    /// <summary>Each is held in memory while it comes in: a relay that went wrong takes room for two, and nobody else's.</summary>
    [Fact]
    public async Task ARelay_UploadsTwoRepliesAtATime_AndTakesNothingFromAnother()
    {
        await using var world = await RelayWorld.StartAsync();
        var (relay, other) = (await world.EnrolAsync(), await world.EnrolAsync());
        var (one, two) = (new string('1', 500_000), new string('2', 500_000));
        using SlowBody first = new(one, beginning: 400_000), second = new(two, beginning: 400_000);
        var (sentFirst, sentSecond) = (relay.UploadAsync(one, body: first), relay.UploadAsync(two, body: second));
        await Task.WhenAll(first.Begun, second.Begun).WaitAsync(Token);

        var third = await relay.UploadAsync("three");
        Assert.Equal(HttpStatusCode.NoContent, (await other.UploadAsync("three")).StatusCode);
        first.Finish();
        second.Finish();

        Assert.Equal(TimeSpan.FromSeconds(5), third.Headers.RetryAfter?.Delta);
        await third.IsProblemAsync("relay-rate-limited");
        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NoContent], (await Task.WhenAll(sentFirst, sentSecond)).Select(answer => answer.StatusCode));
        Assert.Equal(HttpStatusCode.NoContent, (await relay.UploadAsync("three")).StatusCode);
    }

    [Fact]
    public async Task ARevokedRelay_UploadsNothing()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        await world.RevokeAsync(relay.Id);

        await (await relay.UploadAsync("one")).IsProblemAsync("relay-proof-invalid");
    }
}
