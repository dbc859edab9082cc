using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Tests.Ledger;

namespace PasswordWriteback.Relay.Tests.Cloud;

/// <summary>Who can answer in the cloud's place cannot give a relay a key.</summary>
public sealed class CloudKeyRingTests : IDisposable
{
    private static readonly Uri Address = new("https://cloud.example/api/relays/1/token");

    private readonly LedgerFolder _folder = new();
    private readonly SigningKey _trusted = NewKey();
    private readonly SigningKey _next = NewKey();
    private readonly CloudKeyRing _ring;

    public CloudKeyRingTests() => _ring = CloudKeyRing.Create(_folder.Path, [_trusted.Public], _folder.Clock);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _trusted.Dispose();
        _next.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task AListSignedByATrustedKey_IsInForce_AndStaysSoAfterARestart()
    {
        Assert.Null(await _ring.AdoptAsync(Signed(_trusted, Address, _trusted.Public, _next.Public), Address, Now));

        Assert.Equal(2, _ring.Current.All.Count);
        Assert.NotNull(CloudKeyRing.Load(_folder.Path, _folder.Clock).Current.Find(_next.Id));
    }

    [Fact]
    public async Task AListSignedByTheKeyThatItBrings_IsRefused() =>
        await RefusedAsync(Signed(_next, Address, _next.Public), EnvelopeRefusalReason.KeyUnknown);

    [Fact]
    public async Task AListForAnotherRelay_IsRefused() =>
        await RefusedAsync(Signed(_trusted, new Uri("https://cloud.example/api/relays/2/token"), _next.Public), EnvelopeRefusalReason.WrongAudience);

    [Fact]
    public async Task AListThatIsNotTheSignedOne_IsRefused() => await RefusedAsync(
        Signed(_trusted, Address, _trusted.Public) with { Payload = JsonSerializer.Serialize(new[] { _next.Public }, JsonSerializerOptions.Web) },
        EnvelopeRefusalReason.PayloadChanged);

    [Fact]
    public async Task AnOldList_IsRefused()
    {
        var list = Signed(_trusted, Address, _next.Public);
        _folder.Clock.Advance(TimeSpan.FromMinutes(11));

        await RefusedAsync(list, EnvelopeRefusalReason.Expired);
    }

    [Fact]
    public async Task AnEmptyList_IsRefused() => await RefusedAsync(Signed(_trusted, Address), EnvelopeRefusalReason.Malformed);

    [Fact]
    public async Task AKeyThatHasEnded_SignsNoList()
    {
        var end = _folder.Clock.GetUtcNow() + TimeSpan.FromHours(1);
        Assert.Null(await _ring.AdoptAsync(Signed(_trusted, Address, _trusted.Public with { EndsAt = end }, _next.Public), Address, Now));
        _folder.Clock.Advance(TimeSpan.FromHours(2));

        Assert.NotNull(await _ring.AdoptAsync(Signed(_trusted, Address, _trusted.Public), Address, Now));
        Assert.Null(await _ring.AdoptAsync(Signed(_next, Address, _next.Public), Address, Now));
        Assert.Null(_ring.Current.Find(_trusted.Id));
    }

    [Fact]
    public void WithoutItsFile_TheRelayHasToEnrolAgain()
    {
        File.WriteAllText(Path.Combine(_folder.Path, CloudKeyRing.FileName), "[{}]");

        Assert.Contains("Enrol", Assert.Throws<InvalidDataException>(() => CloudKeyRing.Load(_folder.Path, _folder.Clock)).Message, StringComparison.Ordinal);
    }

    private async Task RefusedAsync(SignedMessage list, EnvelopeRefusalReason reason)
    {
        Assert.Equal(reason, (await _ring.AdoptAsync(list, Address, Now))?.Reason);
        Assert.Equal([_trusted.Id], _ring.Current.All.Select(key => key.Kid));
    }

    private SignedMessage Signed(SigningKey by, Uri address, params PublicJwk[] keys)
    {
        var payload = JsonSerializer.Serialize(keys, JsonSerializerOptions.Web);
        return new SignedMessage(
            new ProofSigner(by, _folder.Clock).Sign(address, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(payload)))), payload);
    }

    private static SigningKey NewKey() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
}
