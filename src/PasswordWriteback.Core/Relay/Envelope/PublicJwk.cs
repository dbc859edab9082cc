using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>The public half of a key as a JSON Web Key (RFC 7517; RFC 7518 section 6.2 for EC): P-256 only.</summary>
/// <param name="Kty">Always <c>EC</c>.</param>
/// <param name="Crv">Always <c>P-256</c>.</param>
/// <param name="X">First coordinate, 32 bytes in base64url.</param>
/// <param name="Y">Second coordinate, 32 bytes in base64url.</param>
/// <param name="Kid">Key id: the thumbprint of RFC 7638 with SHA-256, base64url.</param>
/// <param name="EndsAt">Until when it is trusted; null without an end.</param>
public sealed record PublicJwk(
    string Kty,
    string Crv,
    string X,
    string Y,
    string Kid,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? EndsAt = null)
{
    private const int CoordinateBytes = 32;

    /// <summary>The public half of <paramref name="key"/>.</summary>
    /// <exception cref="ArgumentException">The key is not on P-256.</exception>
    public static PublicJwk Of(ECDsa key, DateTimeOffset? endsAt = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        if (!IsP256(parameters.Curve))
        {
            throw new ArgumentException($"Envelopes are signed on curve P-256 (ES256), not on {parameters.Curve.Oid.FriendlyName}.", nameof(key));
        }

        var x = Base64Url.EncodeToString(parameters.Q.X);
        var y = Base64Url.EncodeToString(parameters.Q.Y);
        return new PublicJwk("EC", "P-256", x, y, Thumbprint(x, y), endsAt);
    }

    /// <summary>Checks what somebody sent as a public key.</summary>
    /// <param name="trouble">What is wrong with it, one sentence; null when nothing is.</param>
    public bool IsValid([NotNullWhen(false)] out string? trouble)
    {
        trouble = this switch
        {
            { Kty: not "EC" } => "The key's kty is not EC.",
            { Crv: not "P-256" } => "The key's crv is not P-256.",
            _ when !IsCoordinate(X) || !IsCoordinate(Y) => "The key's x and y are not 32 bytes each in base64url.",
            _ when Kid != Thumbprint(X, Y) => "The key's kid is not its RFC 7638 thumbprint.",
            _ => null,
        };
        if (trouble is not null)
        {
            return false;
        }

        try
        {
            using var key = Import();
            return true;
        }
        catch (CryptographicException)
        {
            trouble = "The key's x and y are not a point on P-256.";
            return false;
        }
    }

    /// <summary>The key, ready to verify with.</summary>
    /// <exception cref="CryptographicException">It is not a key on P-256.</exception>
    internal ECDsa Import() => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = Base64Url.DecodeFromChars(X), Y = Base64Url.DecodeFromChars(Y) },
    });

    // RFC 7638 section 3.2: the required members only, in lexicographic order, without white space.
    private static string Thumbprint(string x, string y) => Base64Url.EncodeToString(
        SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));

    private static bool IsP256(ECCurve curve) =>
        curve.IsNamed && (curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value || curve.Oid.FriendlyName is "nistP256" or "ECDSA_P256");

    private static bool IsCoordinate(string text) =>
        CanonicalBase64Url.TryDecode(text, out var bytes) && bytes.Length == CoordinateBytes;
}
