using System.Text.Json;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Relay.Cloud;

namespace PasswordWriteback.Api.Tests.Relays;

/// <summary>The cloud's keys as a relay follows them over HTTP, with the relay's own key ring.</summary>
public sealed class KeyRollTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pwb-key-roll-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ThroughARoll_ARelayInTouch_ObeysEveryCommand()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var ring = Ring(world, relay);
        world.CloudKeys.Add(new CloudKey(world.NewKey(), world.Clock.GetUtcNow()));
        var signedBy = new HashSet<string>();

        for (var hour = 0; hour < 27; hour++)
        {
            Assert.Null(await RefreshAsync(world, relay, ring));
            world.Clock.Advance(TimeSpan.FromMinutes(59));
            signedBy.Add(await ObeyAsync(world, relay, ring));
        }

        Assert.Equal(2, signedBy.Count);
        Assert.Equal(signedBy.Last(), Assert.Single(ring.Current.All).Kid);
    }

    /// <summary>Neither the key that signs now nor any that is still good was ever known to it.</summary>
    [Fact]
    public async Task ARelay_ThatWasAwayForTwoRolls_LearnsTheKeysWithItsNextToken()
    {
        await using var world = await RelayWorld.StartAsync();
        var relay = await world.EnrolAsync();
        var ring = Ring(world, relay);
        for (var roll = 0; roll < 2; roll++)
        {
            world.Clock.Advance(TimeSpan.FromDays(90));
            world.CloudKeys.Add(new CloudKey(world.NewKey(), world.Clock.GetUtcNow()));
        }

        world.Clock.Advance(TimeSpan.FromDays(7));
        Assert.DoesNotContain(world.CloudKeys.Published, key => ring.Current.Find(key.Kid) is not null);

        Assert.Null(await RefreshAsync(world, relay, ring));
        Assert.Equal(world.CloudKeys.Signing.Id, await ObeyAsync(world, relay, ring));
    }

    [Fact]
    public async Task AList_SignedForAnotherRelay_OrByAStranger_IsNotAdopted()
    {
        await using var world = await RelayWorld.StartAsync();
        var (relay, other) = (await world.EnrolAsync(), await world.EnrolAsync());
        var ring = Ring(world, relay);
        world.CloudKeys.Add(new CloudKey(world.NewKey(), world.Clock.GetUtcNow()));
        var stranger = new CloudIdentity(RelayWorld.Issuer, new CloudKeys([new CloudKey(world.NewKey(), world.Clock.GetUtcNow())], world.Clock), world.Clock);

        var forOther = world.Api.Get<CloudIdentity>().SignKeys(Address(other), [world.CloudKeys.Signing.Id]);
        Assert.Equal(EnvelopeRefusalReason.WrongAudience, (await ring.AdoptAsync(forOther, Address(relay), Token))?.Reason);
        Assert.Equal(EnvelopeRefusalReason.KeyUnknown, (await ring.AdoptAsync(stranger.SignKeys(Address(relay), []), Address(relay), Token))?.Reason);
        Assert.Single(ring.Current.All);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Uri Address(EnrolledTestRelay relay) => new($"http://localhost/api/relays/{relay.Id}/token");

    private static async Task<EnvelopeRefusal?> RefreshAsync(RelayWorld world, EnrolledTestRelay relay, CloudKeyRing ring)
    {
        var now = world.Clock.GetUtcNow();
        var answer = await relay.AskTokenAsync([.. ring.Current.All.Where(key => key.EndsAt is not { } end || end > now).Select(key => key.Kid)]);
        var list = (await RelayWorld.ReadAsync(answer))["cloudKeysSigned"]!;
        return await ring.AdoptAsync(new SignedMessage((string)list["jws"]!, (string)list["payload"]!), Address(relay), Token);
    }

    private static async Task<string> ObeyAsync(RelayWorld world, EnrolledTestRelay relay, CloudKeyRing ring)
    {
        var command = await world.SendDiscoverAsync(await world.RunAsync());
        var verifier = new CommandVerifier(
            new RelayIdentity(RelayWorld.Tenant, relay.Id, RelayWorld.Issuer), () => ring.Current, (_, _) => ValueTask.FromResult(false), world.Clock);
        var verified = await verifier.VerifyAsync(world.Queues.Sent(relay.Queue).Last().Body, world.Clock.GetUtcNow(), Token);
        Assert.Null(verified.Refusal);
        Assert.Equal(command.CommandId, verified.Message!.Command.CommandId);
        return verified.Message.KeyId;
    }

    private CloudKeyRing Ring(RelayWorld world, EnrolledTestRelay relay) => CloudKeyRing.Create(
        _folder.FullName, JsonSerializer.Deserialize(relay.Answer["cloudKeys"]!, RelayJson.Wire.IReadOnlyListPublicJwk)!, world.Clock);
}
