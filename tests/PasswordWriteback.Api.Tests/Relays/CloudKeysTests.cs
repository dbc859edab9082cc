using System.Security.Cryptography;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;

namespace PasswordWriteback.Api.Tests.Relays;

public sealed class CloudKeysTests : IDisposable
{
    private static readonly RelayIdentity Relay = new(Guid.NewGuid(), Guid.NewGuid(), "https://writeback.example");
    private readonly ManualClock _clock = new();
    private readonly SigningKey _first = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
    private readonly SigningKey _second = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
    private readonly CloudKeys _keys;

    public CloudKeysTests() => _keys = new CloudKeys([new CloudKey(_first, _clock.GetUtcNow())], _clock);

    [Fact]
    public void TheFirstKey_SignsFromTheStart_AndHasNoEnd()
    {
        Assert.Same(_first, _keys.Signing);
        Assert.Equal([_first.Public], _keys.Published);
    }

    [Fact]
    public void ANewKey_IsPublishedAtOnce_SignsAfterTheLead_AndEndsTheOldOneAfterTheOverlap()
    {
        _keys.Add(new CloudKey(_second, _clock.GetUtcNow()));
        var end = _clock.GetUtcNow() + CloudKeys.Lead + CloudKeys.Overlap;

        Assert.Same(_first, _keys.Signing);
        Assert.Equal([_first.Public with { EndsAt = end }, _second.Public], _keys.Published);

        _clock.Advance(CloudKeys.Lead - TimeSpan.FromTicks(1));
        Assert.Same(_first, _keys.Signing);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Same(_second, _keys.Signing);
        Assert.Equal(2, _keys.Published.Count);

        _clock.SetTo(end);
        Assert.Equal([_second.Public], _keys.Published);
    }

    /// <summary>A relay that fetches the list every hour, through a whole roll, a command every minute.</summary>
    [Fact]
    public async Task ThroughARoll_NoCommandIsRefused()
    {
        var trusted = new TrustedKeys(_keys.Published);
        var signer = new CommandSigner(Relay.Issuer, () => _keys.Signing, _clock);
        var verifier = new CommandVerifier(Relay, () => trusted, (_, _) => ValueTask.FromResult(false), _clock);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _keys.Add(new CloudKey(_second, _clock.GetUtcNow()));
        var signedBy = new HashSet<string>();

        for (var minute = 1; minute < 26 * 60; minute++)
        {
            var command = new Discover(Guid.NewGuid(), Relay.TenantId, "run-1", "corp.example");
            var message = signer.Sign(command, Relay.RelayId, 1);
            _clock.Advance(TimeSpan.FromMinutes(1));
            if (minute % 60 == 0)
            {
                trusted = new TrustedKeys(_keys.Published);
            }

            var verification = await verifier.VerifyAsync(message.Body, _clock.GetUtcNow(), TestContext.Current.CancellationToken);

            Assert.Null(verification.Refusal);
            signedBy.Add(verification.Message!.KeyId);
        }

        Assert.Equal([_first.Id, _second.Id], signedBy);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }
}
