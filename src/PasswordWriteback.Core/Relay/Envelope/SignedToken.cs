using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>A JWS in compact form (RFC 7515) with the header <c>alg</c> ES256, <c>kid</c> and <c>typ</c>.</summary>
internal static class SignedToken
{
    private const int LongestId = 128;

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };
    private static readonly CryptoProviderFactory Uncached = new() { CacheSignatureProviders = false };
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Signs <paramref name="claims"/>.</summary>
    public static string Write<TClaims>(TClaims claims, JsonTypeInfo<TClaims> contract, SigningKey key, string type)
    {
        var header = new Dictionary<string, object>(StringComparer.Ordinal) { [JwtHeaderParameterNames.Typ] = type };

        // One instance of ECDsa is not documented as safe for several threads.
        lock (key)
        {
            return Handler.CreateToken(JsonSerializer.Serialize(claims, contract), key.Credentials, header);
        }
    }

    /// <summary>Header and claims of <paramref name="token"/> as JSON, nothing checked yet; null when it has not the form.</summary>
    public static (string Header, string Claims)? Parts(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3
            || !CanonicalBase64Url.TryDecode(parts[0], out var header)
            || !CanonicalBase64Url.TryDecode(parts[1], out var claims)
            || !CanonicalBase64Url.TryDecode(parts[2], out _))
        {
            return null;
        }

        try
        {
            return (StrictUtf8.GetString(header), StrictUtf8.GetString(claims));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>
    /// Checks form, header, key and signature, then the contract version, then reads the claims. What the token says is looked at
    /// only once its signature has been verified.
    /// </summary>
    public static async Task<(TClaims? Claims, string? KeyId, EnvelopeRefusal? Refusal)> ReadAsync<TClaims>(
        string token, JsonTypeInfo<TClaims> contract, string type, TrustedKeys keys, DateTimeOffset now)
        where TClaims : class, ITimedClaims
    {
        if (Parts(token) is not var (headerJson, claimsJson))
        {
            return Refuse(EnvelopeRefusalReason.Malformed, "The token is not a JWS in compact form.");
        }

        var (header, breach) = StrictJson.Read(headerJson, TokenJson.Default.TokenHeader);
        if (header is null)
        {
            return Refuse(breach!.Reason, $"The token's header is refused: {breach.Words}.");
        }

        if (header.Alg != SecurityAlgorithms.EcdsaSha256)
        {
            return Refuse(EnvelopeRefusalReason.AlgorithmNotAllowed, "The token is not signed with ES256, the only algorithm allowed.");
        }

        if (header.Typ != type)
        {
            return Refuse(EnvelopeRefusalReason.WrongTokenType, $"The token is not of type {type}.");
        }

        if (keys.Find(header.Kid) is not { } jwk)
        {
            return Refuse(EnvelopeRefusalReason.KeyUnknown, "The token is signed with a key that is not trusted here.");
        }

        if (jwk.EndsAt <= now)
        {
            return Refuse(EnvelopeRefusalReason.KeyEnded, $"Key {jwk.Kid} was trusted until {Words.Of(jwk.EndsAt.Value)}.");
        }

        switch (await SignatureTroubleAsync(token, jwk, type).ConfigureAwait(false))
        {
            case null:
                break;
            case SecurityTokenInvalidSignatureException:
                return Refuse(EnvelopeRefusalReason.SignatureWrong, $"The signature is not by key {jwk.Kid}.");
            default:
                return Refuse(EnvelopeRefusalReason.Malformed, "The token's claims are not in the form of the contract.");
        }

        if (Version(claimsJson) is var version && version != EnvelopeLimits.ContractVersion)
        {
            return version is null
                ? Refuse(EnvelopeRefusalReason.MissingField, "The token's claims are refused: field ver is missing or not a number.")
                : Refuse(EnvelopeRefusalReason.VersionNotSupported, $"The token is of contract version {version}; this side reads {EnvelopeLimits.ContractVersion}. Upgrade the older side; the backend before its relays.");
        }

        (var claims, breach) = StrictJson.Read(claimsJson, contract);
        if (claims is null)
        {
            return Refuse(breach!.Reason, $"The token's claims are refused: {breach.Words}.");
        }

        // Ids are remembered: who signs one that no store takes would have it delivered for ever.
        return IsId(claims.Jti)
            ? (claims, jwk.Kid, null)
            : Refuse(EnvelopeRefusalReason.Malformed, $"The token's id is not 1 to {LongestId} printable ASCII characters without a space.");

        static (TClaims?, string?, EnvelopeRefusal?) Refuse(EnvelopeRefusalReason reason, string detail) =>
            (null, null, new EnvelopeRefusal(reason, detail));
    }

    private static bool IsId(string id) => id.Length is > 0 and <= LongestId && id.All(c => c is > ' ' and <= '~');

    private static async Task<Exception?> SignatureTroubleAsync(string token, PublicJwk jwk, string type)
    {
        using var key = jwk.Import();
        var result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = new ECDsaSecurityKey(key) { KeyId = jwk.Kid },
            CryptoProviderFactory = Uncached,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [type],
            RequireSignedTokens = true,
            TryAllIssuerSigningKeys = false,

            // Claims are checked by the envelope itself: each in its order, with its own reason.
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
            RequireAudience = false,
        }).ConfigureAwait(false);
        return result.IsValid ? null : result.Exception;
    }

    // Before the strict contract: a later version may have other fields, and must be refused as a version.
    private static int? Version(string claimsJson)
    {
        try
        {
            using var claims = JsonDocument.Parse(claimsJson);
            return claims.RootElement.ValueKind == JsonValueKind.Object
                && claims.RootElement.TryGetProperty("ver", out var version)
                && version.ValueKind == JsonValueKind.Number
                && version.TryGetInt32(out var number)
                    ? number
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
