using System.Collections.Frozen;
using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Authorization;

/// <summary>Reads callers from JSON Web Tokens of the configured issuer, whose keys come from its metadata.</summary>
internal sealed class JwtAuthentication(ApiOptions options, IssuerKeys keys, TimeProvider time) : ICallerAuthentication
{
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    // Asymmetric only: with HS256 a public key could be taken for a shared secret.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TimeSpan _skew = options.ClockSkew < MaxSkew ? options.ClockSkew : MaxSkew;

    public async ValueTask<Caller> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        var signing = await keys.GetAsync(cancellationToken).ConfigureAwait(false);
        var result = await ValidateAsync(token, signing).ConfigureAwait(false);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // The issuer may have changed its keys since they were read.
            signing = await keys.GetNewerAsync(cancellationToken).ConfigureAwait(false);
            result = await ValidateAsync(token, signing).ConfigureAwait(false);
        }

        return result.IsValid ? CallerOf(result.ClaimsIdentity) : throw Refused(Reason(result.Exception));
    }

    private Task<TokenValidationResult> ValidateAsync(string token, IReadOnlyCollection<SecurityKey> signing) =>
        _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = options.Issuer,
            ValidAudiences = options.Audiences,
            ValidAlgorithms = Algorithms,
            IssuerSigningKeys = signing,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            RequireAudience = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsInForce(notBefore, expires),
        });

    private bool IsInForce(DateTime? notBefore, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + _skew && (notBefore is not { } start || now >= start - _skew);
    }

    private static Caller CallerOf(ClaimsIdentity identity)
    {
        string? Claim(string name) => identity.FindFirst(name)?.Value is { Length: > 0 } value ? value : null;
        var subject = Claim("oid") ?? Claim("sub") ?? throw Refused("it names no subject (oid or sub)");
        var tenant = Claim("tid") ?? throw Refused("it names no tenant (tid)");
        var client = Claim("azp") ?? Claim("appid") ?? throw Refused("it names no client application (azp or appid)");
        return new Caller(
            subject,
            Claim("name") ?? Claim("preferred_username") ?? subject,
            $"{tenant}/{client}",
            identity.FindAll("roles").Select(claim => claim.Value).ToFrozenSet(StringComparer.Ordinal));
    }

    // What the library says may quote the token; only its kind is passed on.
    private static string Reason(Exception? exception) => exception switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNotYetValidException
            or SecurityTokenNoExpirationException => "it has expired, is not valid yet, or has no end",
        SecurityTokenInvalidAudienceException => "it was issued for another audience",
        SecurityTokenInvalidIssuerException => "it is of another issuer",
        SecurityTokenSignatureKeyNotFoundException => "the issuer has no such signing key",
        SecurityTokenInvalidAlgorithmException => "its signature algorithm is not accepted",
        SecurityTokenInvalidSignatureException => "its signature is not good",
        _ => "it cannot be read",
    };

    private static ApiProblemException Refused(string reason) =>
        new(ApiProblem.Of(FrameProblems.TokenInvalid, $"The token is refused: {reason}."));
}
