using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.Relay.Envelope;
using Reason = PasswordWriteback.Core.Relay.Envelope.EnvelopeRefusalReason;

namespace PasswordWriteback.Core.Tests.Relay.Envelope;

public sealed class CommandVerifierTests : IDisposable
{
    private readonly EnvelopeWorld _world = new();

    /// <summary>Header, claims or payload changed by somebody who can sign with the cloud's own key.</summary>
    public static readonly TheoryData<string, Reason> Forgeries = new()
    {
        { "header alg none", Reason.AlgorithmNotAllowed },
        { "header alg HS256", Reason.AlgorithmNotAllowed },
        { "header alg RS256", Reason.AlgorithmNotAllowed },
        { "header alg ES384", Reason.AlgorithmNotAllowed },
        { "header alg es256", Reason.AlgorithmNotAllowed },
        { "header kid somebody", Reason.KeyUnknown },
        { "header kid -", Reason.MissingField },
        { "header typ JWT", Reason.WrongTokenType },
        { "header typ pwb-answer+jwt", Reason.WrongTokenType },
        { "header typ -", Reason.MissingField },
        { "header jku https://evil.example", Reason.UnknownField },
        { "header crit b64", Reason.UnknownField },
        { "claims iss https://other.example", Reason.WrongIssuer },
        { "claims aud 11111111-1111-4111-8111-111111111111/44444444-4444-4444-8444-444444444444", Reason.WrongAudience },
        { "claims aud 44444444-4444-4444-8444-444444444444/22222222-2222-4222-8222-222222222222", Reason.WrongAudience },
        { "claims tenant 44444444-4444-4444-8444-444444444444", Reason.WrongAudience },
        { "claims relay 44444444-4444-4444-8444-444444444444", Reason.WrongAudience },
        { "claims run other", Reason.PayloadContradicts },
        { "claims command 44444444-4444-4444-8444-444444444444", Reason.PayloadContradicts },
        { "claims jti whatever", Reason.PayloadContradicts },
        { "claims jti 33333333-3333-4333-8333-333333333333.0", Reason.PayloadContradicts },
        { "claims jti 33333333-3333-4333-8333-333333333333.+1", Reason.PayloadContradicts },
        { "claims ver 2", Reason.VersionNotSupported },
        { "claims ver 0", Reason.VersionNotSupported },
        { "claims ver -", Reason.MissingField },
        { "claims exp -", Reason.MissingField },
        { "claims jti -", Reason.MissingField },
        { "claims nbf 1", Reason.UnknownField },
        { "claims sha256 e3b0", Reason.PayloadChanged },
        { "claims iat -1", Reason.Malformed },
        { "claims exp 9223372036854775807", Reason.Malformed },
        { "claims exp later", Reason.Malformed },
        { "payload planHash abc", Reason.UnknownField },
        { "payload Forest abc", Reason.UnknownField },
        { "payload forest -", Reason.MissingField },
        { "payload type -", Reason.MissingField },
        { "payload type runScript", Reason.UnknownType },
        { "payload type Discover", Reason.UnknownType },
        { "payload tenantId 44444444-4444-4444-8444-444444444444", Reason.PayloadContradicts },
        { "payload commandId 44444444-4444-4444-8444-444444444444", Reason.PayloadContradicts },
        { "payload commandId nobody", Reason.Malformed },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task AChangedMessage_SignedWithTheCloudsOwnKey_IsRefusedForItsOwnReason(string change, Reason expected)
    {
        var words = change.Split(' ', 3);
        void Apply(JsonObject node)
        {
            if (words[2] == "-")
            {
                Assert.True(node.Remove(words[1]));
            }
            else
            {
                node[words[1]] = long.TryParse(words[2], CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(words[2]);
            }
        }

        var honest = _world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 1);
        var forged = words[0] switch
        {
            "header" => EnvelopeWorld.Forge(honest, "cloud", header: Apply),
            "claims" => EnvelopeWorld.Forge(honest, "cloud", claims: Apply),
            _ => EnvelopeWorld.Forge(honest, "cloud", payload: text =>
            {
                var node = JsonNode.Parse(text)!.AsObject();
                Apply(node);
                return node.ToJsonString();
            }),
        };

        await RefusesAsync(forged, expected);
    }

    [Fact]
    public async Task ACommandOfAnotherVersion_SaysToUpgradeTheRelay()
    {
        var newer = EnvelopeWorld.Forge(
            _world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 1), "cloud", payload: text => text.Insert(text.Length - 1, ",\"added\":1"));

        Assert.Contains("upgrade the relay", (await _world.VerifyAsync(newer)).Refusal!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnHonestMessage_IsAccepted_AlsoAfterThePenOfTheTestsWroteIt()
    {
        var honest = _world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 3);

        foreach (var body in new[] { honest.Body, EnvelopeWorld.Forge(honest, "cloud") })
        {
            var verification = await _world.VerifyAsync(body);

            Assert.Null(verification.Refusal);
            Assert.Equal(EnvelopeWorld.Command, verification.Message!.Command);
            Assert.Equal(3, verification.Message.Attempt);
            Assert.Equal($"{EnvelopeWorld.CommandId}.3", verification.Message.MessageId);
            Assert.Equal(_world.CloudKey.Id, verification.Message.KeyId);
            Assert.Equal(EnvelopeWorld.Start, verification.Message.IssuedAt);
            Assert.Equal(EnvelopeWorld.Start + EnvelopeLimits.CommandLifetime, verification.Message.ExpiresAt);
            Assert.Equal(honest.ExpiresAt, verification.Message.ExpiresAt);
        }
    }

    [Fact]
    public async Task AMessageSignedWithAnotherKeyUnderATrustedId_IsRefused()
    {
        var honest = _world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 1);

        await RefusesAsync(EnvelopeWorld.Forge(honest, "attacker"), Reason.SignatureWrong);
    }

    [Fact]
    public async Task TheRelaysOwnAnswer_SentBackAsACommand_IsRefused() =>
        await RefusesAsync(_world.Replies.Sign(EnvelopeWorld.Accepted, EnvelopeWorld.RunId).Body, Reason.WrongTokenType);

    [Fact]
    public async Task ATokenWithoutSignature_IsRefused()
    {
        var honest = JsonNode.Parse(_world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 1).Body.Span)!;
        var jws = honest["jws"]!.GetValue<string>();

        await RefusesAsync(EnvelopeWorld.Message(jws[..(jws.LastIndexOf('.') + 1)], honest["payload"]!.GetValue<string>()), Reason.SignatureWrong);
    }

    [Fact]
    public async Task AnotherPayloadBesideTheSignature_IsRefused()
    {
        var honest = JsonNode.Parse(_world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 1).Body.Span)!;

        await RefusesAsync(
            EnvelopeWorld.Message(honest["jws"]!.GetValue<string>(), honest["payload"]!.GetValue<string>().Replace("corp", "evil")),
            Reason.PayloadChanged);
    }

    [Theory]
    [InlineData("", Reason.Malformed)]
    [InlineData("null", Reason.Malformed)]
    [InlineData("[]", Reason.Malformed)]
    [InlineData("junk", Reason.Malformed)]
    [InlineData("{}", Reason.MissingField)]
    [InlineData("""{"jws":"a.b.c"}""", Reason.MissingField)]
    [InlineData("""{"jws":"a.b.c","payload":"{}"}""", Reason.Malformed)]
    [InlineData("""{"jws":"e30.e30.e30","payload":"{}"}""", Reason.MissingField)]
    [InlineData("""{"jws":"","payload":null}""", Reason.Malformed)]
    [InlineData("""{"jws":"a.b.c","payload":"{}","x":1}""", Reason.UnknownField)]
    [InlineData("""{"jws":"a.b.c","jws":"a.b.c","payload":"{}"}""", Reason.Malformed)]
    [InlineData("""{"jws":"a.b.c","payload":"\ud800"}""", Reason.Malformed)]
    public async Task Junk_IsRefused(string body, Reason expected) => await RefusesAsync(Encoding.UTF8.GetBytes(body), expected);

    [Fact]
    public async Task BytesThatAreNotUtf8_AreRefused() => await RefusesAsync(new byte[] { 0x22, 0xff, 0x22 }, Reason.Malformed);

    [Fact]
    public async Task AMessageOverTheBound_IsRefusedUnread()
    {
        var honest = _world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 1).Body;
        var padded = Enumerable.Repeat((byte)' ', EnvelopeLimits.MessageBytes).ToArray();
        honest.CopyTo(padded);

        Assert.Null((await _world.VerifyAsync(padded)).Refusal);
        await RefusesAsync(padded.Append((byte)' ').ToArray(), Reason.Oversized);
    }

    [Fact]
    public async Task AMessageReceivedBefore_IsRefused_AndTheNextAttemptIsNot()
    {
        var first = _world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 1);
        _world.Seen.Add(first.MessageId);

        await RefusesAsync(first.Body, Reason.Replayed);
        Assert.Null((await _world.VerifyAsync(_world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 2).Body)).Refusal);
    }

    public void Dispose() => _world.Dispose();

    private async Task RefusesAsync(ReadOnlyMemory<byte> body, Reason expected)
    {
        var verification = await _world.VerifyAsync(body);

        Assert.False(verification.IsAccepted);
        Assert.Equal(expected, verification.Refusal.Reason);
        Assert.Equal((int)expected, verification.Refusal.EventId);
        Assert.EndsWith(".", verification.Refusal.Detail);
        Assert.DoesNotContain("evil", verification.Refusal.Detail);
    }
}
