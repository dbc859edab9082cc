using System.Security.Cryptography;

namespace PasswordWriteback.Simulation.Tenant.Server;

/// <summary>
/// A federated credential of the app's registration: whose tokens stand for the app. Entra compares issuer, subject and audience
/// letter by letter (learn.microsoft.com/entra/workload-id/workload-identity-federation).
/// </summary>
internal sealed record FederatedIdentity(string Issuer, string Subject, string Audience, RSAParameters PublicKey)
{
    /// <summary>The AADSTS code that a token is refused with; null when it stands for the app.</summary>
    public int? Refusal(Jwt token, DateTimeOffset now)
    {
        using var key = RSA.Create(PublicKey);
        return (string?)token.Claims["iss"] != Issuer ? 700211
            : (string?)token.Claims["aud"] != Audience ? 700212
            : (string?)token.Claims["sub"] != Subject ? 700213
            : !key.VerifyData(token.SignedContent, token.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) ? 50027
            : (long?)token.Claims["exp"] <= now.ToUnixTimeSeconds() ? 700024
            : null;
    }
}
