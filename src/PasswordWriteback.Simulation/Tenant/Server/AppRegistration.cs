using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace PasswordWriteback.Simulation.Tenant.Server;

/// <summary>The app's registration: its id, its secret and, if one was added, the public half of its certificate.</summary>
internal sealed class AppRegistration(Guid clientId, string clientSecret, TimeProvider time)
{
    private X509Certificate2? _certificate;

    public Guid ClientId => clientId;

    public void AddCertificate(X509Certificate2 certificate) =>
        _certificate = X509CertificateLoader.LoadCertificate(certificate.RawData);

    public bool AcceptsSecret(string secret) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret)),
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(clientSecret)));

    /// <summary>Checks a client assertion (RFC 7523): signed by the certificate, for this endpoint, by this app, now.</summary>
    public bool AcceptsAssertion(string assertion, string tokenEndpoint)
    {
        using var key = _certificate?.GetRSAPublicKey();
        if (key is null || Jwt.Parse(assertion) is not { } jwt)
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
