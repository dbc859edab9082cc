namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>The names by which a token addresses the two sides.</summary>
internal static class Audience
{
    /// <summary>A relay as the one that a command is for.</summary>
    public static string Of(Guid tenantId, Guid relayId) => $"{tenantId:D}/{relayId:D}";

    /// <summary>A relay as the one that issues an answer.</summary>
    public static string Issuer(Guid relayId) => $"relay:{relayId:D}";
}
