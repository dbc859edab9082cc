using System.Text.Json;

namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>Signs on the relay what it tells the cloud.</summary>
/// <param name="identity">Who this relay is.</param>
/// <param name="key">The relay's own key.</param>
/// <param name="clock">The clock.</param>
public sealed class ReplySigner(RelayIdentity identity, SigningKey key, TimeProvider clock)
{
    /// <summary>Signs an answer to a command; sent again, it is signed anew.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="runId">The run of the command.</param>
    public OutgoingMessage Sign(CommandAnswer answer, string runId)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentException.ThrowIfNullOrEmpty(runId);
        return Sign(answer, runId, answer.CommandId, answer.CommandId);
    }

    /// <summary>Signs a heartbeat.</summary>
    public OutgoingMessage Sign(RelayHeartbeat heartbeat)
    {
        ArgumentNullException.ThrowIfNull(heartbeat);
        return Sign(heartbeat, runId: null, commandId: null, heartbeat.Instance);
    }

    private OutgoingMessage Sign(RelayAnswer answer, string? runId, Guid? commandId, Guid subject)
    {
        var now = clock.GetUtcNow();
        var issued = now.ToUnixTimeSeconds();
        var expires = issued + (long)EnvelopeLimits.AnswerLifetime.TotalSeconds;
        var payload = JsonSerializer.Serialize(answer, RelayJson.Wire.RelayAnswer);
        var claims = new EnvelopeClaims(
            Audience.Issuer(identity.RelayId),
            identity.Issuer,
            issued,
            expires,
            $"{subject:D}.{Guid.CreateVersion7(now):N}",
            EnvelopeLimits.ContractVersion,
            identity.TenantId,
            identity.RelayId,
            runId,
            commandId,
            WireForm.Hash(payload));
        var token = SignedToken.Write(claims, TokenJson.Default.EnvelopeClaims, key, TokenTypes.Answer);
        return new OutgoingMessage(claims.Jti, WireForm.Write(token, payload), DateTimeOffset.FromUnixTimeSeconds(expires));
    }
}
