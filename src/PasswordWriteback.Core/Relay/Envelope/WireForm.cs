using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>Puts token and payload together, and takes them apart.</summary>
internal static class WireForm
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>SHA-256 of the UTF-8 bytes, lower-case hexadecimal.</summary>
    public static string Hash(string payload) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(payload)));

    /// <summary>The message in UTF-8.</summary>
    /// <exception cref="ArgumentException">It would be larger than a message may be.</exception>
    public static byte[] Write(string token, string payload)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new SignedMessage(token, payload), RelayJson.Wire.SignedMessage);
        return body.Length <= EnvelopeLimits.MessageBytes
            ? body
            : throw new ArgumentException(
                $"The message would be {body.Length} bytes long; {EnvelopeLimits.MessageBytes} are allowed. Upload what is large.", nameof(payload));
    }

    /// <summary>Token and payload of a message, nothing checked but its form.</summary>
    public static (SignedMessage? Message, EnvelopeRefusal? Refusal) Read(ReadOnlySpan<byte> body)
    {
        if (body.Length > EnvelopeLimits.MessageBytes)
        {
            return (null, new EnvelopeRefusal(
                EnvelopeRefusalReason.Oversized, $"The message is {body.Length} bytes long; {EnvelopeLimits.MessageBytes} are allowed."));
        }

        string json;
        try
        {
            json = StrictUtf8.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return (null, new EnvelopeRefusal(EnvelopeRefusalReason.Malformed, "The message is not UTF-8."));
        }

        var (message, breach) = StrictJson.Read(json, RelayJson.Wire.SignedMessage);
        return (message, breach is null ? null : new EnvelopeRefusal(breach.Reason, $"The message is refused: {breach.Words}."));
    }
}
