using System.Text.Json;

namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>Signs commands in the cloud, for one relay each.</summary>
/// <param name="issuer">Name of this cloud, as its relays learned it when they enrolled.</param>
/// <param name="key">The key that signs now: the newest that every relay has been told of.</param>
/// <param name="clock">The clock.</param>
public sealed class CommandSigner(string issuer, Func<SigningKey> key, TimeProvider clock)
{
    /// <summary>Signs one attempt to send <paramref name="command"/>; every attempt is signed anew.</summary>
    /// <param name="command">The command.</param>
    /// <param name="relayId">The relay that it is for.</param>
    /// <param name="attempt">1 for the first.</param>
    public OutgoingMessage Sign(RelayCommand command, Guid relayId, int attempt)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        var issued = clock.GetUtcNow().ToUnixTimeSeconds();
        var expires = issued + (long)EnvelopeLimits.CommandLifetime.TotalSeconds;
        var payload = JsonSerializer.Serialize(command, RelayJson.Wire.RelayCommand);
        var claims = new EnvelopeClaims(
            issuer,
            Audience.Of(command.TenantId, relayId),
            issued,
            expires,
            MessageIds.Command(command.CommandId, attempt),
            EnvelopeLimits.ContractVersion,
            command.TenantId,
            relayId,
            command.RunId,
            command.CommandId,
            WireForm.Hash(payload));
        var token = SignedToken.Write(claims, TokenJson.Default.EnvelopeClaims, key(), TokenTypes.Command);
        return new OutgoingMessage(claims.Jti, WireForm.Write(token, payload), DateTimeOffset.FromUnixTimeSeconds(expires));
    }
}
