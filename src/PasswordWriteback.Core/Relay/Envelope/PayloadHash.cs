namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>Compares a payload with the hash that was signed.</summary>
internal static class PayloadHash
{
    /// <summary>The refusal, or null when the payload is the one that was signed.</summary>
    public static EnvelopeRefusal? Check(EnvelopeClaims claims, string payload) => WireForm.Hash(payload) == claims.Sha256
        ? null
        : new EnvelopeRefusal(EnvelopeRefusalReason.PayloadChanged, "The payload is not the one that was signed.", claims.Jti);
}
