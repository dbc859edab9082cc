using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PasswordWriteback.Simulation.Tenant.Server;

/// <summary>Who signed in to which app.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="ClientId">The app.</param>
/// <param name="Issuer">The issuer's address.</param>
/// <param name="Nonce">The app's nonce.</param>
/// <param name="ObjectId">Object id of the account.</param>
/// <param name="UserPrincipalName">Its name.</param>
/// <param name="DirectoryRoles">Template ids of its directory roles; null: the app's registration does not ask for them.</param>
internal sealed record IdTokenClaims(
    Guid TenantId, Guid ClientId, string Issuer, string Nonce, Guid ObjectId, string UserPrincipalName, IReadOnlyList<Guid>? DirectoryRoles);

/// <summary>What a token allows.</summary>
/// <param name="Permissions">The permissions in it.</param>
/// <param name="IsDelegated">Whether they are those of a signed-in person.</param>
internal sealed record GrantedToken(IReadOnlySet<string> Permissions, bool IsDelegated);

/// <summary>Issues and checks access tokens: JSON web tokens signed with RS256, as Microsoft Entra ID issues them.</summary>
internal sealed class TokenIssuer(TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(60);

    // One key for all tenants of the process, as Entra's own keys are shared by tenants; making one takes a tenth of a second.
    private static readonly Lazy<RSAParameters> SharedKey = new(MakeKey);

    private readonly ConcurrentDictionary<string, bool> _issued = new(StringComparer.Ordinal);
    private readonly RSA _key = RSA.Create(SharedKey.Value);

    public string KeyId { get; } = "simulated";

    public RSAParameters PublicKey => _key.ExportParameters(includePrivateParameters: false);

    public string Issue(Guid tenantId, Guid clientId, string audience, string issuer, IEnumerable<string> roles, IEnumerable<string> scopes)
    {
        var now = time.GetUtcNow();
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        _issued[id] = true;
        var claims = new JsonObject
        {
            ["aud"] = audience,
            ["iss"] = issuer,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["appid"] = clientId.ToString(),
            ["idtyp"] = "app",
            ["tid"] = tenantId.ToString(),
            ["uti"] = id,
            ["ver"] = "1.0",
        };
        var granted = new JsonArray([.. roles.Order(StringComparer.Ordinal).Select(role => (JsonNode)role)]);
        var delegated = string.Join(' ', scopes.Order(StringComparer.Ordinal));
        if (delegated.Length > 0)
        {
            (claims["idtyp"], claims["scp"]) = ("user", delegated);
        }
        else if (granted.Count > 0)
        {
            claims["roles"] = granted;
        }

        return Sign(claims);
    }

    /// <summary>An id token of version 2.0. <paramref name="alter"/> changes the claims before they are signed; null changes nothing.</summary>
    public string IssueIdToken(IdTokenClaims person, Action<JsonObject>? alter)
    {
        var now = time.GetUtcNow();
        var claims = new JsonObject
        {
            ["aud"] = person.ClientId.ToString(),
            ["iss"] = person.Issuer,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["nonce"] = person.Nonce,
            ["oid"] = person.ObjectId.ToString(),
            ["preferred_username"] = person.UserPrincipalName,
            ["sub"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{person.ClientId}/{person.ObjectId}"))),
            ["tid"] = person.TenantId.ToString(),
            ["ver"] = "2.0",
        };
        if (person.DirectoryRoles is { } roles)
        {
            claims["wids"] = new JsonArray([.. roles.Select(role => (JsonNode)role.ToString())]);
        }

        alter?.Invoke(claims);
        return Sign(claims);
    }

    /// <summary>What a token allows, or null when it is not a token of this issuer that is valid now.</summary>
    public GrantedToken? Validate(string token, string audience)
    {
        if (Jwt.Parse(token) is not { } jwt
            || !_key.VerifyData(jwt.SignedContent, jwt.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            return null;
        }

        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return _issued.ContainsKey((string?)jwt.Claims["uti"] ?? "") && (string?)jwt.Claims["aud"] == audience && (long?)jwt.Claims["nbf"] <= now && now < (long?)jwt.Claims["exp"]
            ? (string?)jwt.Claims["scp"] is { } scopes
                ? new GrantedToken(scopes.Split(' ').ToHashSet(StringComparer.Ordinal), IsDelegated: true)
                : new GrantedToken((jwt.Claims["roles"] as JsonArray ?? []).Select(role => (string)role!).ToHashSet(StringComparer.Ordinal), IsDelegated: false)
            : null;
    }

    /// <summary>Makes every token that was issued so far worthless.</summary>
    public void Revoke() => _issued.Clear();

    public void Dispose() => _key.Dispose();

    private string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = "RS256", ["kid"] = KeyId };
        var content = $"{Encode(header)}.{Encode(claims)}";
        var signature = _key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    private static RSAParameters MakeKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportParameters(includePrivateParameters: true);
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
