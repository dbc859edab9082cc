namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>Compares a payload with the hash that was signed.</summary>
internal static class PayloadHash
{
    private const int Digits = 64;

    /// <summary>Whether a text is a SHA-256 as the contract writes it: lower-case hexadecimal.</summary>
    public static bool IsOne(string text) => text.Length == Digits && text.All(char.IsAsciiHexDigitLower);

    /// <summary>The refusal, or null when the payload is the one that was signed.</summary>
    public static EnvelopeRefusal? Check(EnvelopeClaims claims, string payload) => WireForm.Hash(payload) == claims.Sha256
        ? null
        : new EnvelopeRefusal(EnvelopeRefusalReason.PayloadChanged, "The payload is not the one that was signed.", claims.Jti);
}
