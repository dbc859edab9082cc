using System.Globalization;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.Relay.Envelope;
using Reason = PasswordWriteback.Core.Relay.Envelope.EnvelopeRefusalReason;

namespace PasswordWriteback.Core.Tests.Relay.Envelope;

public sealed class RelayProofTests : IDisposable
{
    private static readonly Uri Url = new("https://writeback.example/api/relays/22222222-2222-4222-8222-222222222222/token");
    private readonly EnvelopeWorld _world = new();
    private readonly Dictionary<string, DateTimeOffset> _used = [];
    private readonly ProofSigner _signer;
    private readonly ProofVerifier _verifier;

    public RelayProofTests()
    {
        _signer = new ProofSigner(_world.RelayKey, _world.Clock);
        _verifier = new ProofVerifier((id, until, _) => ValueTask.FromResult(_used.TryAdd(id, until)), _world.Clock);
    }

    [Fact]
    public async Task AProof_CountsOnce_AndIsRememberedForAsLongAsItCould()
    {
        var proof = _signer.Sign(Url);

        Assert.Equal(_world.RelayKey.Id, (await VerifyAsync(proof)).Message!.KeyId);
        Assert.Equal(EnvelopeWorld.Start.AddMinutes(10), Assert.Single(_used).Value);
        Assert.Equal(Reason.Replayed, (await VerifyAsync(proof)).Refusal!.Reason);
        Assert.True((await VerifyAsync(_signer.Sign(Url))).IsAccepted);
    }

    [Fact]
    public async Task AProof_IsGoodForOneAddressAndOneContent()
    {
        var hash = new string('a', 64);

        Assert.Equal(Reason.WrongAudience, (await VerifyAsync(_signer.Sign(new Uri(Url + "?x")))).Refusal!.Reason);
        Assert.Equal(Reason.PayloadChanged, (await VerifyAsync(_signer.Sign(Url, hash))).Refusal!.Reason);
        Assert.Equal(Reason.PayloadChanged, (await VerifyAsync(_signer.Sign(Url), hash)).Refusal!.Reason);
        Assert.True((await VerifyAsync(_signer.Sign(Url, hash), hash)).IsAccepted);
    }

    [Fact]
    public async Task ARefusedProof_IsNotUsedUp()
    {
        var proof = _signer.Sign(Url);

        Assert.False((await VerifyAsync(proof, new string('b', 64))).IsAccepted);
        Assert.Empty(_used);
        Assert.True((await VerifyAsync(proof)).IsAccepted);
    }

    [Fact]
    public async Task AProof_EndsFiveMinutesAfterItsEnd_ForARelayWhoseClockIsBehind()
    {
        var proof = _signer.Sign(Url);

        _world.Clock.SetTo(EnvelopeWorld.Start.AddMinutes(10));
        Assert.Equal(Reason.Expired, (await VerifyAsync(proof)).Refusal!.Reason);
        _world.Clock.SetTo(EnvelopeWorld.Start.AddMinutes(10).AddTicks(-1));
        Assert.True((await VerifyAsync(proof)).IsAccepted);
    }

    public static TheoryData<string, string, Reason> Forgeries => new()
    {
        { "iss", "somebody", Reason.WrongIssuer },
        { "exp", "", Reason.LifetimeNotAllowed },
        { "iat", "", Reason.IssuedInFuture },
        { "ver", "2", Reason.VersionNotSupported },
        { "extra", "1", Reason.UnknownField },
        { "jti", "", Reason.Malformed },
        { "jti", "with\0nul", Reason.Malformed },
        { "jti", new string('a', 129), Reason.Malformed },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task AForgedProof_IsRefused_ThoughSignedWithTheRelaysKey(string claim, string value, Reason expected)
    {
        var start = EnvelopeWorld.Start.ToUnixTimeSeconds();
        var parts = _signer.Sign(Url).Split('.');
        var claims = EnvelopeWorld.Change(parts[1], node =>
        {
            switch (claim)
            {
                case "exp":
                    node["exp"] = start + 301;
                    break;
                case "iat":
                    (node["iat"], node["exp"]) = (start + 301, start + 500);
                    break;
                default:
                    node[claim] = long.TryParse(value, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(value);
                    break;
            }
        });

        Assert.Equal(expected, (await VerifyAsync(EnvelopeWorld.Sign($"{parts[0]}.{claims}", "relay"))).Refusal!.Reason);
        Assert.Empty(_used);
    }

    [Fact]
    public async Task AProofOfAnotherKey_OrATokenOfAnotherKind_OrAHugeOne_IsRefused()
    {
        using var other = new SigningKey(EnvelopeWorld.Key("attacker"));
        var answer = JsonNode.Parse(_world.Replies.Sign(EnvelopeWorld.Accepted, EnvelopeWorld.RunId).Body.Span)!["jws"]!.GetValue<string>();

        Assert.Equal(Reason.KeyUnknown, (await VerifyAsync(new ProofSigner(other, _world.Clock).Sign(Url))).Refusal!.Reason);
        Assert.Equal(Reason.WrongTokenType, (await VerifyAsync(answer)).Refusal!.Reason);
        Assert.Equal(Reason.Oversized, (await VerifyAsync(new string('a', 5000))).Refusal!.Reason);
    }

    public void Dispose() => _world.Dispose();

    private Task<Verification<VerifiedProof>> VerifyAsync(string proof, string? sha256 = null) =>
        _verifier.VerifyAsync(proof, _world.RelayKey.Public, Url, sha256, TestContext.Current.CancellationToken);
}
