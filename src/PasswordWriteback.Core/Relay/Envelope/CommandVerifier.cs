namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>A command that counts.</summary>
/// <param name="Command">The command.</param>
/// <param name="Attempt">Which attempt to send it this is, 1 for the first.</param>
/// <param name="MessageId">Id of the message.</param>
/// <param name="KeyId">The key that signed it.</param>
/// <param name="IssuedAt">When it was signed, by the cloud's clock.</param>
/// <param name="ExpiresAt">Until when it may be started.</param>
public sealed record VerifiedCommand(
    RelayCommand Command, int Attempt, string MessageId, string KeyId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);

/// <summary>Who a relay is, and whom it obeys.</summary>
/// <param name="TenantId">Its tenant.</param>
/// <param name="RelayId">Its id.</param>
/// <param name="Issuer">The cloud's name.</param>
public sealed record RelayIdentity(Guid TenantId, Guid RelayId, string Issuer);

/// <summary>Verifies commands on the relay. Never throws on what a message holds.</summary>
/// <param name="identity">Who this relay is.</param>
/// <param name="keys">The cloud's keys as known now.</param>
/// <param name="seen">Whether a message with this id was received before; the ledger remembers ids at least until they expire.</param>
/// <param name="clock">The clock.</param>
public sealed class CommandVerifier(
    RelayIdentity identity, Func<TrustedKeys> keys, Func<string, CancellationToken, ValueTask<bool>> seen, TimeProvider clock)
{
    /// <summary>Verifies a message from the relay's queue.</summary>
    /// <param name="body">The message as it arrived.</param>
    /// <param name="queueTime">The queue service's clock when it handed the message over (its <c>Date</c> header); null when not known.</param>
    /// <param name="cancellationToken">Ends the look-up in the ledger.</param>
    public async Task<Verification<VerifiedCommand>> VerifyAsync(
        ReadOnlyMemory<byte> body, DateTimeOffset? queueTime, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (message, refusal) = WireForm.Read(body.Span);
        if (message is null)
        {
            return new(null, refusal);
        }

        (var claims, var keyId, refusal) = await SignedToken.ReadAsync(
            message.Jws, TokenJson.Default.EnvelopeClaims, TokenTypes.Command, keys(), now).ConfigureAwait(false);
        if (claims is null)
        {
            return new(null, refusal);
        }

        refusal = Addressed(claims)
            ?? TokenTimes.Check(claims, now, queueTime, EnvelopeLimits.LongestCommandLifetime)
            ?? PayloadHash.Check(claims, message.Payload);
        if (refusal is not null)
        {
            return new(null, refusal);
        }

        if (await seen(claims.Jti, cancellationToken).ConfigureAwait(false))
        {
            return Refuse(claims, EnvelopeRefusalReason.Replayed, "This message was received before.");
        }

        var (command, breach) = StrictJson.Read(message.Payload, RelayJson.Wire.RelayCommand);
        if (command is null)
        {
            return Refuse(claims, breach!.Reason, $"The command is refused: {breach.Words}. The cloud has signed it, so it is of another version than this relay: upgrade the relay.");
        }

        if (command.RunId.Length is 0 or > EnvelopeLimits.RunIdCharacters)
        {
            return Refuse(claims, EnvelopeRefusalReason.Malformed, $"The command's run id is empty, or longer than {EnvelopeLimits.RunIdCharacters} characters.");
        }

        var attempt = MessageIds.Attempt(claims.Jti, command.CommandId);
        if (attempt is null || command.CommandId != claims.Command || command.TenantId != claims.Tenant || command.RunId != claims.Run)
        {
            return Refuse(claims, EnvelopeRefusalReason.PayloadContradicts, "The command speaks of another tenant, run or command than its signed token.");
        }

        return new(
            new VerifiedCommand(
                command,
                attempt.Value,
                claims.Jti,
                keyId!,
                DateTimeOffset.FromUnixTimeSeconds(claims.Iat),
                DateTimeOffset.FromUnixTimeSeconds(claims.Exp)),
            null);
    }

    private static Verification<VerifiedCommand> Refuse(EnvelopeClaims claims, EnvelopeRefusalReason reason, string detail) =>
        new(null, new EnvelopeRefusal(reason, detail, claims.Jti));

    private EnvelopeRefusal? Addressed(EnvelopeClaims claims)
    {
        if (claims.Iss != identity.Issuer)
        {
            return new(EnvelopeRefusalReason.WrongIssuer, $"The command is not from {identity.Issuer}, with which this relay is enrolled.", claims.Jti);
        }

        return claims.Aud == Audience.Of(identity.TenantId, identity.RelayId)
            && claims.Tenant == identity.TenantId
            && claims.Relay == identity.RelayId
                ? null
                : new(
                    EnvelopeRefusalReason.WrongAudience,
                    $"The command is for another tenant or relay than this one (tenant {identity.TenantId:D}, relay {identity.RelayId:D}).",
                    claims.Jti);
    }
}
