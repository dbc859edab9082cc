using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PasswordWriteback.Api.Tests.Authorization;

/// <summary>An issuer of tokens: metadata and keys as an OpenID provider serves them, and tokens good and bad.</summary>
internal sealed class TestIssuer(TimeProvider time) : HttpMessageHandler
{
    public const string Name = "https://issuer.test/tenant/v2.0";
    public const string Audience = "api://password-writeback";

    private RsaSecurityKey _key = NewKey();

    /// <summary>How often the metadata was read.</summary>
    public int MetadataReads { get; private set; }

    public bool IsAway { get; set; }

    /// <summary>Answers come when it has completed.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public RsaSecurityKey Key => _key;

    public static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    public void RollKey() => _key = NewKey();

    public string Token(Action<SecurityTokenDescriptor>? change = null)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Name,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddHours(1),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["oid"] = "an-object", ["tid"] = "a-tenant", ["azp"] = "a-client", ["roles"] = new[] { "Runs.Read" },
            },
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.RsaSha256),
        };
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        if (IsAway)
        {
            throw new HttpRequestException("The issuer is away.");
        }

        var path = request.RequestUri!.AbsolutePath;
        if (path.EndsWith("/openid-configuration", StringComparison.Ordinal))
        {
            MetadataReads++;
            return Json(new { issuer = Name, jwks_uri = "https://issuer.test/keys" });
        }

        var parameters = _key.Rsa.ExportParameters(includePrivateParameters: false);
        return Json(new
        {
            keys = new[]
            {
                new
                {
                    kty = "RSA", use = "sig", kid = _key.KeyId,
                    n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent),
                },
            },
        });
    }

    private static HttpResponseMessage Json(object body) => new(HttpStatusCode.OK)
    {
        Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
    };
}
