namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>Proves on the relay that it holds its key, for one HTTPS request.</summary>
/// <param name="key">The relay's own key.</param>
/// <param name="clock">The clock.</param>
public sealed class ProofSigner(SigningKey key, TimeProvider clock)
{
    /// <summary>A proof for one request.</summary>
    /// <param name="url">The exact address that is asked.</param>
    /// <param name="sha256">SHA-256 of what is sent with it (an upload; the enrolment code), lower-case hexadecimal; null when nothing is bound.</param>
    public string Sign(Uri url, string? sha256 = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        var now = clock.GetUtcNow();
        var issued = now.ToUnixTimeSeconds();
        var claims = new ProofClaims(
            key.Id,
            url.AbsoluteUri,
            issued,
            issued + (long)EnvelopeLimits.ProofLifetime.TotalSeconds,
            Guid.CreateVersion7(now).ToString("N"),
            EnvelopeLimits.ContractVersion,
            sha256);
        return SignedToken.Write(claims, TokenJson.Default.ProofClaims, key, TokenTypes.Proof);
    }
}

/// <summary>A proof that counts.</summary>
/// <param name="KeyId">The key that was proven.</param>
/// <param name="ProofId">Id of the proof.</param>
public sealed record VerifiedProof(string KeyId, string ProofId);

/// <summary>Verifies proofs in the cloud. Never throws on what a proof holds.</summary>
/// <param name="remember">
/// Remembers a proof's id until the time given; false when it was known already. One atomic step, so that of two requests with
/// one proof a single one passes.
/// </param>
/// <param name="clock">The clock.</param>
public sealed class ProofVerifier(Func<string, DateTimeOffset, CancellationToken, ValueTask<bool>> remember, TimeProvider clock)
{
    private const int LongestProof = 4096;

    /// <summary>Verifies that the sender of a request holds <paramref name="key"/>.</summary>
    /// <param name="proof">The proof as it arrived.</param>
    /// <param name="key">The relay's public key: as enrolled, or as sent by one that enrols.</param>
    /// <param name="url">The exact address of the request.</param>
    /// <param name="sha256">SHA-256 of what was received with it; null when nothing is bound.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async Task<Verification<VerifiedProof>> VerifyAsync(
        string proof, PublicJwk key, Uri url, string? sha256, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(proof);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(url);
        if (proof.Length > LongestProof)
        {
            return new(null, new EnvelopeRefusal(EnvelopeRefusalReason.Oversized, $"The proof is longer than {LongestProof} characters."));
        }

        if (!key.IsValid(out var trouble))
        {
            return new(null, new EnvelopeRefusal(EnvelopeRefusalReason.Malformed, trouble));
        }

        var now = clock.GetUtcNow();
        var (claims, keyId, refusal) = await SignedToken.ReadAsync(
            proof, TokenJson.Default.ProofClaims, TokenTypes.Proof, new TrustedKeys([key]), now).ConfigureAwait(false);
        if (claims is null)
        {
            return new(null, refusal);
        }

        refusal = Bound(claims, keyId!, url, sha256)
            ?? TokenTimes.Check(claims, now, queueTime: null, EnvelopeLimits.ProofLifetime, EnvelopeLimits.ClockTolerance);
        if (refusal is not null)
        {
            return new(null, refusal);
        }

        var until = DateTimeOffset.FromUnixTimeSeconds(claims.Exp) + EnvelopeLimits.ClockTolerance;
        return await remember($"{keyId}.{claims.Jti}", until, cancellationToken).ConfigureAwait(false)
            ? new(new VerifiedProof(keyId!, claims.Jti), null)
            : new(null, new EnvelopeRefusal(EnvelopeRefusalReason.Replayed, "This proof was used before.", claims.Jti));
    }

    private static EnvelopeRefusal? Bound(ProofClaims claims, string keyId, Uri url, string? sha256)
    {
        if (claims.Iss != keyId)
        {
            return new(EnvelopeRefusalReason.WrongIssuer, "The proof does not speak for the key that signed it.", claims.Jti);
        }

        if (claims.Aud != url.AbsoluteUri)
        {
            return new(EnvelopeRefusalReason.WrongAudience, "The proof is for another address.", claims.Jti);
        }

        return claims.Sha256 == sha256
            ? null
            : new(EnvelopeRefusalReason.PayloadChanged, "What was sent is not what the proof was signed for.", claims.Jti);
    }
}
