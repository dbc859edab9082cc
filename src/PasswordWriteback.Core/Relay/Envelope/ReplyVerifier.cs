using System.Text.Json;

namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>An answer that counts.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="TenantId">The relay's tenant.</param>
/// <param name="RelayId">The relay.</param>
/// <param name="RunId">The run of the command that it answers; null for a heartbeat.</param>
/// <param name="MessageId">Id of the message.</param>
/// <param name="IssuedAt">When it was signed, by the relay's clock.</param>
/// <param name="ExpiresAt">Until when its id must be remembered.</param>
public sealed record VerifiedAnswer(
    RelayAnswer Answer, Guid TenantId, Guid RelayId, string? RunId, string MessageId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);

/// <summary>A relay as it is enrolled.</summary>
/// <param name="TenantId">Its tenant.</param>
/// <param name="RelayId">Its id.</param>
/// <param name="Key">Its public key.</param>
public sealed record EnrolledRelay(Guid TenantId, Guid RelayId, PublicJwk Key);

/// <summary>A command that the cloud has sent.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="TenantId">Its tenant.</param>
/// <param name="RelayId">The relay that it was sent to.</param>
/// <param name="RunId">Its run.</param>
public sealed record SentCommand(Guid CommandId, Guid TenantId, Guid RelayId, string RunId);

/// <summary>What the cloud remembers, as far as answers are judged by it.</summary>
public interface IRelayRecords
{
    /// <summary>The relay with this id; null when none is enrolled, or it was revoked.</summary>
    ValueTask<EnrolledRelay?> FindRelayAsync(Guid relayId, CancellationToken cancellationToken);

    /// <summary>The command with this id; null when it was never sent.</summary>
    ValueTask<SentCommand?> FindCommandAsync(Guid commandId, CancellationToken cancellationToken);

    /// <summary>Whether a message with this id was received before.</summary>
    ValueTask<bool> SeenAsync(string messageId, CancellationToken cancellationToken);
}

/// <summary>Verifies answers in the cloud. Never throws on what a message holds.</summary>
/// <param name="issuer">The cloud's own name.</param>
/// <param name="records">Relays, commands and messages as they are recorded.</param>
/// <param name="clock">The clock.</param>
public sealed class ReplyVerifier(string issuer, IRelayRecords records, TimeProvider clock)
{
    /// <summary>Verifies a message from the replies queue.</summary>
    /// <param name="body">The message as it arrived.</param>
    /// <param name="queueTime">The queue service's clock when it handed the message over; null when not known.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    public async Task<Verification<VerifiedAnswer>> VerifyAsync(
        ReadOnlyMemory<byte> body, DateTimeOffset? queueTime, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (message, refusal) = WireForm.Read(body.Span);
        if (message is null)
        {
            return new(null, refusal);
        }

        // Says only whose key to verify with; believed once that key has verified it.
        var relay = ClaimedRelay(message.Jws) is { } relayId
            ? await records.FindRelayAsync(relayId, cancellationToken).ConfigureAwait(false)
            : null;
        if (relay is null)
        {
            return new(null, new EnvelopeRefusal(
                EnvelopeRefusalReason.RelayUnknown, "The answer names no relay that is enrolled, or one that was revoked."));
        }

        (var claims, _, refusal) = await SignedToken.ReadAsync(
            message.Jws, TokenJson.Default.EnvelopeClaims, TokenTypes.Answer, new TrustedKeys([relay.Key]), now).ConfigureAwait(false);
        if (claims is null)
        {
            return new(null, refusal);
        }

        refusal = Addressed(claims, relay)
            ?? TokenTimes.Check(claims, now, queueTime, EnvelopeLimits.AnswerLifetime)
            ?? PayloadHash.Check(claims, message.Payload);
        if (refusal is not null)
        {
            return new(null, refusal);
        }

        if (await records.SeenAsync(claims.Jti, cancellationToken).ConfigureAwait(false))
        {
            return Refuse(claims, EnvelopeRefusalReason.Replayed, "This message was received before.");
        }

        var (answer, breach) = StrictJson.Read(message.Payload, RelayJson.Wire.RelayAnswer);
        if (answer is null)
        {
            return Refuse(claims, breach!.Reason, $"The answer is refused: {breach.Words}. {ReplyTransport.OtherVersion}");
        }

        refusal = await Answers.CheckAsync(answer, claims, records, cancellationToken).ConfigureAwait(false);
        return refusal is not null
            ? new(null, refusal)
            : new(
                new VerifiedAnswer(
                    answer,
                    relay.TenantId,
                    relay.RelayId,
                    claims.Run,
                    claims.Jti,
                    DateTimeOffset.FromUnixTimeSeconds(claims.Iat),
                    DateTimeOffset.FromUnixTimeSeconds(claims.Exp)),
                null);
    }

    private static Verification<VerifiedAnswer> Refuse(EnvelopeClaims claims, EnvelopeRefusalReason reason, string detail) =>
        new(null, new EnvelopeRefusal(reason, detail, claims.Jti));

    private static Guid? ClaimedRelay(string token)
    {
        if (SignedToken.Parts(token) is not var (_, json))
        {
            return null;
        }

        try
        {
            using var claims = JsonDocument.Parse(json);
            return claims.RootElement.ValueKind == JsonValueKind.Object
                && claims.RootElement.TryGetProperty("relay", out var relay)
                && relay.ValueKind == JsonValueKind.String
                && relay.TryGetGuid(out var relayId)
                    ? relayId
                    : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private EnvelopeRefusal? Addressed(EnvelopeClaims claims, EnrolledRelay relay)
    {
        if (claims.Iss != Audience.Issuer(relay.RelayId) || claims.Relay != relay.RelayId || claims.Tenant != relay.TenantId)
        {
            return new(
                EnvelopeRefusalReason.WrongIssuer,
                $"The answer is signed by relay {relay.RelayId:D} of tenant {relay.TenantId:D}, but speaks for another.",
                claims.Jti);
        }

        return claims.Aud == issuer
            ? null
            : new(EnvelopeRefusalReason.WrongAudience, $"The answer is not for {issuer}.", claims.Jti);
    }
}
