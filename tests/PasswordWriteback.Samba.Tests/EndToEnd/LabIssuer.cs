using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PasswordWriteback.Samba.Tests.EndToEnd;

/// <summary>A small OpenID provider that hosts of the lab can reach: metadata, keys, and tokens for one portal.</summary>
internal sealed class LabIssuer : IAsyncDisposable
{
    public const string Audience = "api://password-writeback";

    private readonly ECDsaSecurityKey _key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = Guid.NewGuid().ToString("N") };
    private readonly WebApplication _server;

    private LabIssuer(IPAddress address, X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(
            kestrel => kestrel.Listen(address, 0, endpoint => endpoint.UseHttps(certificate)));
        builder.Services.AddRoutingCore();
        _server = builder.Build();
        _server.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = Name, jwks_uri = $"{Name}/keys" }));
        _server.MapGet("/keys", () =>
        {
            var point = _key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
            return Results.Json(new
            {
                keys = new[]
                {
                    new { kty = "EC", use = "sig", crv = "P-256", kid = _key.KeyId, x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) },
                },
            });
        });
    }

    /// <summary>The issuer of its tokens.</summary>
    public string Name => _server.Urls.Single();

    public static async Task<LabIssuer> StartAsync(string address, X509Certificate2 certificate)
    {
        var issuer = new LabIssuer(IPAddress.Parse(address), certificate);
        await issuer._server.StartAsync();
        return issuer;
    }

    /// <summary>A token of a portal that may do everything with its own tenants.</summary>
    public string Token()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Name,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddHours(1),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = "the-portal",
                ["tid"] = "a-tenant",
                ["azp"] = "a-portal",
                ["roles"] = new[] { "Tenants.Manage", "Runs.Read", "Runs.Start", "Runs.Apply" },
            },
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.EcdsaSha256),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _key.ECDsa.Dispose();
    }
}
