using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Tests.Ledger;

namespace PasswordWriteback.Relay.Tests.Cloud;

public sealed class QueueAccessTests : IDisposable
{
    private static readonly Guid Relay = Guid.Parse("22222222-2222-2222-2222-222222222222");

    private readonly LedgerFolder _folder = new();
    private readonly SigningKey _key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
    private readonly FakeCloud _cloud = new();
    private readonly HttpClient _http;
    private readonly RelayCloudClient _client;
    private readonly QueueAccess _access;

    public QueueAccessTests()
    {
        _http = new HttpClient(_cloud);
        _client = new RelayCloudClient(_http, new Uri("https://cloud.example/writeback"), _key, Relay, _folder.Clock);
        _access = new QueueAccess(_client, CloudKeyRing.Create(_folder.Path, [_key.Public], _folder.Clock), _folder.Clock, NullLogger.Instance);
        _cloud.Answer = _ => (HttpStatusCode.OK, JsonSerializer.Serialize(new
        {
            sas = new { queue = $"q{_cloud.Requests.Count}", replies = $"r{_cloud.Requests.Count}" },
            expiresAt = _folder.Clock.GetUtcNow() + TimeSpan.FromHours(1),
            cloudKeysSigned = (object?)null,
            somethingNew = 1,
        }));
    }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _access.Dispose();
        _http.Dispose();
        _cloud.Dispose();
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task OneRequest_BringsBothTokens_AndProvesTheKey()
    {
        Assert.Equal("q1", (await _access.ForQueueAsync(Now)).Value);
        Assert.Equal("r1", (await _access.ForRepliesAsync(Now)).Value);

        var (address, body) = Assert.Single(_cloud.Requests);
        var proof = JsonDocument.Parse(body).RootElement.GetProperty("proof").GetString()!;
        var verifier = new ProofVerifier((_, _, _) => ValueTask.FromResult(true), _folder.Clock);
        Assert.Equal($"https://cloud.example/writeback/api/relays/{Relay:D}/token", address.AbsoluteUri);
        Assert.True((await verifier.VerifyAsync(proof, _key.Public, address, sha256: null, Now)).IsAccepted);
    }

    [Fact]
    public async Task WhoAsksAgain_GetsANewToken()
    {
        await _access.ForQueueAsync(Now);

        Assert.Equal("q2", (await _access.ForQueueAsync(Now)).Value);
    }

    [Fact]
    public async Task ATokenThatLayTooLong_IsNotHandedOut()
    {
        await _access.ForQueueAsync(Now);
        _folder.Clock.Advance(TimeSpan.FromMinutes(55));

        Assert.Equal("r2", (await _access.ForRepliesAsync(Now)).Value);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, QueueFailure.Unauthorized)]
    [InlineData(HttpStatusCode.NotFound, QueueFailure.Unauthorized)]
    [InlineData(HttpStatusCode.ServiceUnavailable, QueueFailure.Unavailable)]
    [InlineData(HttpStatusCode.TooManyRequests, QueueFailure.Unavailable)]
    [InlineData(HttpStatusCode.Redirect, QueueFailure.Unavailable)]
    public async Task NoToken_IsATroubleOfTheQueue_WithTheCloudsWords(HttpStatusCode status, QueueFailure failure)
    {
        _cloud.Answer = _ => (status, """{"title":"No","detail":"This relay was revoked."}""");

        var trouble = await Assert.ThrowsAsync<QueueException>(() => _access.ForQueueAsync(Now).AsTask());

        Assert.Equal(failure, trouble.Failure);
        Assert.Contains("This relay was revoked", trouble.Message, StringComparison.Ordinal);
        Assert.Contains("This relay was revoked", _access.Trouble, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(403)]
    public async Task AnAnswerInACharacterSetThatDoesNotExist_IsTrouble_AndNoMore(int status)
    {
        _cloud.CharacterSet = "utf8";
        _cloud.Answer = _ => ((HttpStatusCode)status, "{}");

        var trouble = await Assert.ThrowsAsync<QueueException>(() => _access.ForQueueAsync(Now).AsTask());

        Assert.Equal(status == 403 ? QueueFailure.Unauthorized : QueueFailure.Unavailable, trouble.Failure);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("""{"sas":{"queue":null,"replies":"r"},"expiresAt":"2026-11-21T10:00:00Z"}""")]
    public async Task AnAnswerOutsideTheContract_IsSaidSo(string body)
    {
        _cloud.Answer = _ => (HttpStatusCode.OK, body);

        Assert.Contains("not in the contract", (await Assert.ThrowsAsync<QueueException>(() => _access.ForQueueAsync(Now).AsTask())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUpload_ProvesTheKey_ForThisReply()
    {
        _cloud.Answer = _ => (HttpStatusCode.NoContent, string.Empty);
        var reply = Encoding.UTF8.GetBytes("a reply");
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(reply));

        await _client.UploadAsync(sha256, reply, Now);

        var (address, body) = Assert.Single(_cloud.Requests);
        Assert.Equal("a reply", body);
        Assert.EndsWith($"/uploads/{sha256}", address.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal("Proof", _cloud.Authorization!.Scheme);
        var verifier = new ProofVerifier((_, _, _) => ValueTask.FromResult(true), _folder.Clock);
        Assert.True((await verifier.VerifyAsync(_cloud.Authorization.Parameter!, _key.Public, address, sha256, Now)).IsAccepted);
    }

    [Fact]
    public void AnAddressInTheClear_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new RelayCloudClient(_http, new Uri("http://cloud.example"), _key, Relay, _folder.Clock));

    private sealed class FakeCloud : HttpMessageHandler
    {
        public List<(Uri Address, string Body)> Requests { get; } = [];

        public System.Net.Http.Headers.AuthenticationHeaderValue? Authorization { get; private set; }

        public Func<Uri, (HttpStatusCode Status, string Body)> Answer { get; set; } = _ => (HttpStatusCode.NotFound, string.Empty);

        public string? CharacterSet { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add((request.RequestUri!, await request.Content!.ReadAsStringAsync(cancellationToken)));
            Authorization = request.Headers.Authorization;
            var (status, body) = Answer(request.RequestUri!);
            var content = new StringContent(body, Encoding.UTF8, status == HttpStatusCode.OK ? "application/json" : "application/problem+json");
            content.Headers.ContentType!.CharSet = CharacterSet ?? content.Headers.ContentType.CharSet;
            return new HttpResponseMessage(status) { Content = content };
        }
    }
}
