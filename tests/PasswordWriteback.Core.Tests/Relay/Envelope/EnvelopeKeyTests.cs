using System.Security.Cryptography;
using System.Text.Json;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using Reason = PasswordWriteback.Core.Relay.Envelope.EnvelopeRefusalReason;

namespace PasswordWriteback.Core.Tests.Relay.Envelope;

public sealed class EnvelopeKeyTests : IDisposable
{
    private readonly EnvelopeWorld _world = new();

    [Fact]
    public async Task Rolled_TheNewKeyAndTheOldOneBothCount_UntilTheOldOneEnds()
    {
        using var fresh = new SigningKey(EnvelopeWorld.Key("cloud, next"));
        var end = EnvelopeWorld.Start.AddMinutes(8);
        var before = _world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 1).Body;
        var after = new CommandSigner(EnvelopeWorld.Issuer, () => fresh, _world.Clock).Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 2).Body;

        Assert.Equal(Reason.KeyUnknown, (await _world.VerifyAsync(after)).Refusal!.Reason);

        _world.Trusted = new TrustedKeys([_world.CloudKey.Public with { EndsAt = end }, fresh.Public]);
        Assert.Null((await _world.VerifyAsync(before)).Refusal);
        Assert.Null((await _world.VerifyAsync(after)).Refusal);

        _world.Clock.SetTo(end);
        Assert.Equal(Reason.KeyEnded, (await _world.VerifyAsync(before)).Refusal!.Reason);
        Assert.Null((await _world.VerifyAsync(after)).Refusal);
    }

    /// <summary>The key of RFC 7517 appendix A.1, and its thumbprint worked out with another implementation.</summary>
    [Fact]
    public void AKeyId_IsTheRfc7638Thumbprint()
    {
        var jwk = new PublicJwk(
            "EC", "P-256", "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM", "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s");

        Assert.True(jwk.IsValid(out var trouble), trouble);
    }

    public static TheoryData<string, string> BrokenKeys => new()
    {
        { "kty", "kty" }, { "crv", "crv" }, { "x", "32 bytes" }, { "padded", "32 bytes" }, { "kid", "thumbprint" }, { "point", "point on P-256" },
    };

    [Theory]
    [MemberData(nameof(BrokenKeys))]
    public void ABrokenPublicKey_IsNamed(string what, string expected)
    {
        var honest = _world.CloudKey.Public;
        var broken = what switch
        {
            "kty" => honest with { Kty = "RSA" },
            "crv" => honest with { Crv = "P-384" },
            "x" => honest with { X = honest.X[..^2] },
            "padded" => honest with { Y = honest.Y + "=" },
            "kid" => honest with { Kid = "mine" },
            _ => OffTheCurve(honest),
        };

        Assert.False(broken.IsValid(out var trouble));
        Assert.Contains(expected, trouble);
        Assert.Throws<ArgumentException>(() => new TrustedKeys([broken]));
    }

    [Fact]
    public void AKeyOnAnotherCurve_IsNotTakenToSignWith()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var p521 = ECDsa.Create(ECCurve.NamedCurves.nistP521);

        Assert.Throws<ArgumentException>(() => new SigningKey(p384));
        Assert.Throws<ArgumentException>(() => new SigningKey(p521));
    }

    [Fact]
    public void APublicKey_TravelsAsAJwk_AndHoldsNoPrivateHalf()
    {
        var json = JsonSerializer.Serialize(_world.CloudKey.Public, RelayJson.Wire.PublicJwk);

        Assert.StartsWith("""{"kty":"EC","crv":"P-256","x":""", json);
        Assert.DoesNotContain("\"d\"", json);
        Assert.Equal(_world.CloudKey.Public, JsonSerializer.Deserialize(json, RelayJson.Wire.PublicJwk));
    }

    public void Dispose() => _world.Dispose();

    private static PublicJwk OffTheCurve(PublicJwk honest)
    {
        // x and y exchanged are a point on the curve only by chance; the thumbprint is made to fit, so that the point decides.
        var hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{honest.Y}}","y":"{{honest.X}}"}"""));
        return honest with { X = honest.Y, Y = honest.X, Kid = System.Buffers.Text.Base64Url.EncodeToString(hash) };
    }
}
