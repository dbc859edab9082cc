using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Functions.Tenants;
using PasswordWriteback.Graph;

namespace PasswordWriteback.Functions.Tests.Tenants;

public sealed class GraphTenantsTests
{
    private static readonly Guid TenantId = new("7d0f6a3e-55b7-4d0a-9d0e-0a8f3f1f2a11");

    [Fact]
    public async Task ATenant_IsReadWithTheCertificateOfTheSettings()
    {
        using var factory = new TenantGraphFactory(TimeProvider.System, NullLoggerFactory.Instance);
        var tenants = new GraphTenants(factory, Settings(Guid.NewGuid().ToString(), Pkcs12()));

        Assert.Equal(TenantId, (await tenants.GetAsync(TenantId, TestContext.Current.CancellationToken)).TenantId);
    }

    [Theory]
    [InlineData(null, null, "Graph__ClientId")]
    [InlineData("7d0f6a3e-55b7-4d0a-9d0e-0a8f3f1f2a11", null, "Graph__Certificate")]
    [InlineData("7d0f6a3e-55b7-4d0a-9d0e-0a8f3f1f2a11", "bm90IGEgY2VydGlmaWNhdGU=", "Graph__Certificate")]
    [InlineData("7d0f6a3e-55b7-4d0a-9d0e-0a8f3f1f2a11", "no base64!", "Graph__Certificate")]
    public async Task ASettingThatCannotBeUsed_IsNamedAndNotQuoted(string? clientId, string? certificate, string setting)
    {
        using var factory = new TenantGraphFactory(TimeProvider.System, NullLoggerFactory.Instance);
        var tenants = new GraphTenants(factory, Settings(clientId, certificate));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => tenants.GetAsync(TenantId, TestContext.Current.CancellationToken));

        Assert.Contains(setting, failure.Message, StringComparison.Ordinal);
        Assert.True(certificate is null || !failure.ToString().Contains(certificate, StringComparison.Ordinal));
    }

    private static IConfiguration Settings(string? clientId, string? certificate) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Graph:ClientId"] = clientId, ["Graph:Certificate"] = certificate,
        })
        .Build();

    private static string Pkcs12()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=app", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12));
    }
}
