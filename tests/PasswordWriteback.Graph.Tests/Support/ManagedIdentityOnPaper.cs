using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Identity;

namespace PasswordWriteback.Graph.Tests.Support;

/// <summary>A managed identity whose tokens are signed by a key of the test.</summary>
internal sealed class ManagedIdentityOnPaper : TokenCredential, IDisposable
{
    public const string Issuer = "https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0";
    public const string PrincipalId = "0b9ec701-0000-4000-8000-000000000001";

    private readonly RSA _key = RSA.Create(2048);

    public RSAParameters PublicKey => _key.ExportParameters(includePrivateParameters: false);

    public List<string> Asked { get; } = [];

    public List<string> Issued { get; } = [];

    /// <summary>Whether the machine has no such identity.</summary>
    public bool IsAbsent { get; init; }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        if (IsAbsent)
        {
            throw new CredentialUnavailableException("ManagedIdentityCredential authentication unavailable.");
        }

        Asked.Add(requestContext.Scopes.Single());
        var expires = DateTimeOffset.UtcNow.AddHours(1);
        var content = $"{Encode(new() { ["alg"] = "RS256", ["typ"] = "JWT" })}.{Encode(new()
        {
            ["iss"] = Issuer,
            ["sub"] = PrincipalId,
            ["aud"] = requestContext.Scopes.Single().Replace("/.default", "", StringComparison.Ordinal),
            ["exp"] = expires.ToUnixTimeSeconds(),
        })}";
        var signature = _key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Issued.Add($"{content}.{Base64Url.EncodeToString(signature)}");
        return new AccessToken(Issued[^1], expires);
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));

    public void Dispose() => _key.Dispose();

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
