namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>The <c>typ</c> of each kind of token (RFC 8725 section 3.11: kinds that cannot be taken for each other).</summary>
public static class TokenTypes
{
    /// <summary>A command, from the cloud to a relay.</summary>
    public const string Command = "pwb-command+jwt";

    /// <summary>An answer, from a relay to the cloud.</summary>
    public const string Answer = "pwb-answer+jwt";

    /// <summary>A proof that a relay holds its key, for one HTTPS request.</summary>
    public const string Proof = "pwb-proof+jwt";
}

/// <summary>Protected header of a token; a header with anything else is refused (no <c>jku</c>, <c>jwk</c>, <c>x5c</c>, <c>crit</c>).</summary>
internal sealed record TokenHeader(string Alg, string Kid, string Typ);

/// <summary>Claims of a command or an answer. Times are seconds since 1970 (RFC 7519 section 2, whole seconds).</summary>
/// <param name="Iss">Who signed: the cloud's issuer, or <c>relay:{relayId}</c>.</param>
/// <param name="Aud">Whom it is for: <c>{tenantId}/{relayId}</c>, or the cloud's issuer.</param>
/// <param name="Iat">Issued at.</param>
/// <param name="Exp">Expires at.</param>
/// <param name="Jti">Id of the message.</param>
/// <param name="Ver">Contract version.</param>
/// <param name="Tenant">Tenant.</param>
/// <param name="Relay">Relay.</param>
/// <param name="Run">Run; null in a heartbeat.</param>
/// <param name="Command">Command; null in a heartbeat.</param>
/// <param name="Sha256">SHA-256 of the payload, lower-case hexadecimal.</param>
internal sealed record EnvelopeClaims(
    string Iss, string Aud, long Iat, long Exp, string Jti, int Ver, Guid Tenant, Guid Relay, string? Run, Guid? Command, string Sha256)
    : ITimedClaims;

/// <summary>Claims of a proof.</summary>
/// <param name="Iss">Key id of the relay's key.</param>
/// <param name="Aud">The exact address that is asked.</param>
/// <param name="Iat">Issued at.</param>
/// <param name="Exp">Expires at.</param>
/// <param name="Jti">Id of the proof, used once.</param>
/// <param name="Ver">Contract version.</param>
/// <param name="Sha256">SHA-256 of what is sent with it, lower-case hexadecimal; null when nothing is bound.</param>
internal sealed record ProofClaims(string Iss, string Aud, long Iat, long Exp, string Jti, int Ver, string? Sha256) : ITimedClaims;

/// <summary>What the claims of every kind of token have in common.</summary>
internal interface ITimedClaims
{
    /// <summary>Issued at, seconds since 1970.</summary>
    long Iat { get; }

    /// <summary>Expires at, seconds since 1970.</summary>
    long Exp { get; }

    /// <summary>Id of the message.</summary>
    string Jti { get; }
}
