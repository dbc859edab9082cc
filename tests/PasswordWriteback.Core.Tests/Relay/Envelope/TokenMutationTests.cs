using System.Text;
using System.Text.Json.Nodes;

namespace PasswordWriteback.Core.Tests.Relay.Envelope;

public sealed class TokenMutationTests : IDisposable
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=. \n\"\\\u0000";
    private readonly EnvelopeWorld _world = new();

    [Fact]
    public async Task ATokenWithAnyOneCharacterChanged_NeverVerifies()
    {
        var (jws, payload) = Honest();
        var random = new Random(20261121);

        for (var position = 0; position < jws.Length; position++)
        {
            foreach (var character in Enumerable.Range(0, 3).Select(_ => Alphabet[random.Next(Alphabet.Length)]).Where(c => c != jws[position]))
            {
                await NeverAsync($"{jws[..position]}{character}{jws[(position + 1)..]}", payload);
            }
        }
    }

    /// <summary>86 characters hold 64 bytes and four bits: the last character has sixteen spellings, and one of them is ours.</summary>
    [Fact]
    public async Task ASignatureSpeltInAnotherWay_NeverVerifies()
    {
        var (jws, payload) = Honest();

        foreach (var character in Alphabet.Where(c => c != jws[^1]))
        {
            await NeverAsync(jws[..^1] + character, payload);
        }

        await NeverAsync(jws + "=", payload);
        await NeverAsync(jws + "==", payload);
        await NeverAsync(jws + " ", payload);
        await NeverAsync(jws.Insert(jws.LastIndexOf('.') + 5, "\n"), payload);
    }

    [Fact]
    public async Task ATokenCutOrLengthened_NeverVerifies()
    {
        var (jws, payload) = Honest();

        for (var length = 0; length < jws.Length; length += 7)
        {
            await NeverAsync(jws[..length], payload);
        }

        await NeverAsync(jws + ".", payload);
        await NeverAsync(jws + ".e30", payload);
        await NeverAsync("." + jws, payload);
    }

    [Fact]
    public async Task AMessageWithAnyOneByteChanged_IsRefusedOrSaysTheSame()
    {
        var honest = _world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 1);
        var random = new Random(7);

        for (var position = 0; position < honest.Body.Length; position++)
        {
            var body = honest.Body.ToArray();
            body[position] = (byte)(body[position] ^ (1 << random.Next(8)));
            var verification = await _world.VerifyAsync(body);

            Assert.True(
                !verification.IsAccepted || verification.Message.Command == EnvelopeWorld.Command,
                $"byte {position}: {Encoding.Latin1.GetString(body)}");
        }
    }

    public void Dispose() => _world.Dispose();

    private (string Jws, string Payload) Honest()
    {
        var message = JsonNode.Parse(_world.Commands.Sign(EnvelopeWorld.Command, EnvelopeWorld.RelayId, 1).Body.Span)!;
        return (message["jws"]!.GetValue<string>(), message["payload"]!.GetValue<string>());
    }

    private async Task NeverAsync(string jws, string payload) =>
        Assert.False((await _world.VerifyAsync(EnvelopeWorld.Message(jws, payload))).IsAccepted, jws);
}
