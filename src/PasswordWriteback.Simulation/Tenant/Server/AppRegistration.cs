using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Simulation.Tenant.Server;

/// <summary>
/// The app's registration: its id, its secret, the public half of its certificate if one was added, its redirect URIs, the
/// application permissions that it lists, and whether its tokens carry directory roles (<c>groupMembershipClaims</c>).
/// </summary>
internal sealed class AppRegistration(Guid clientId, string clientSecret, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, bool> _redirectUris = new(StringComparer.Ordinal);
    private X509Certificate2? _certificate;
    private FederatedIdentity? _federated;

    public Guid ClientId => clientId;

    public IReadOnlyList<string> RequiredPermissions { get; } =
        [.. GraphPermissions.ForApp.Select(permission => permission.Name).Distinct(StringComparer.Ordinal)];

    public bool EmitsDirectoryRoles { get; set; } = true;

    public void AddRedirectUri(Uri address) => _redirectUris[address.AbsoluteUri] = true;

    public bool IsRedirectUri(string address) => _redirectUris.ContainsKey(address);

    public void AddCertificate(X509Certificate2 certificate) =>
        _certificate = X509CertificateLoader.LoadCertificate(certificate.RawData);

    public void Trust(FederatedIdentity identity) => _federated = identity;

    /// <summary>The AADSTS code that a client assertion is refused with; null when it is accepted.</summary>
    public int? RefusalOf(string assertion, string tokenEndpoint)
    {
        if (Jwt.Parse(assertion) is not { } jwt)
        {
            return 700027;
        }

        return (string?)jwt.Claims["iss"] == clientId.ToString()
            ? AcceptsAssertion(jwt, tokenEndpoint) ? null : 700027
            : _federated is { } federated ? federated.Refusal(jwt, time.GetUtcNow()) : 700211;
    }

    public bool AcceptsSecret(string secret) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret)),
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(clientSecret)));

    /// <summary>Checks a client assertion (RFC 7523): signed by the certificate, for this endpoint, by this app, now.</summary>
    private bool AcceptsAssertion(Jwt jwt, string tokenEndpoint)
    {
        using var key = _certificate?.GetRSAPublicKey();
        if (key is null)
        {
            return false;
        }

        var padding = (string?)jwt.Header["alg"] == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return key.VerifyData(jwt.SignedContent, jwt.Signature, HashAlgorithmName.SHA256, padding)
            && IsFor(jwt.Claims, tokenEndpoint);
    }

    private bool IsFor(JsonObject claims, string tokenEndpoint) =>
        string.Equals((string?)claims["aud"], tokenEndpoint, StringComparison.OrdinalIgnoreCase)
        && (string?)claims["iss"] == clientId.ToString()
        && (string?)claims["sub"] == clientId.ToString()
        && long.TryParse(claims["exp"]?.ToString(), CultureInfo.InvariantCulture, out var expires)
        && time.GetUtcNow().ToUnixTimeSeconds() < expires;
}
