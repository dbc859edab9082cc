using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Graph.Tests.Support;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Graph.Tests.Identity;

public sealed class VaultCertificateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Certificate_InTheVault_SignsIn_AndIsReadAgainAfterFourHours()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        using var first = Certificates.SelfSigned();
        using var renewed = Certificates.SelfSigned();
        tenant.Simulated.AddCertificate(first);
        using var vault = new FakeVault { Certificate = first };
        using var source = vault.Open(tenant.Time);
        var reader = tenant.Reader(credential: new VaultCertificateTenantCredential(tenant.Simulated.ClientId, source));

        Assert.Null((await reader.ReadTenantAsync(Cancellation)).Organization.UnknownReason);
        Assert.Null((await reader.ReadTenantAsync(Cancellation)).Organization.UnknownReason);
        Assert.Equal(1, vault.Reads);

        vault.Certificate = renewed;
        tenant.Simulated.AddCertificate(renewed);
        tenant.Simulated.RevokeTokens();
        tenant.Time.Advance(VaultCertificate.ReadAgainAfter);
        Assert.Null((await reader.ReadTenantAsync(Cancellation)).Organization.UnknownReason);
        Assert.Equal(2, vault.Reads);
    }

    [Fact]
    public async Task Vault_ThatRefusesLater_DoesNotEndWhatWorks()
    {
        var time = new ManualClock();
        using var certificate = Certificates.SelfSigned();
        using var vault = new FakeVault { Certificate = certificate };
        using var source = vault.Open(time);
        await source.GetAsync(Cancellation);

        vault.Status = HttpStatusCode.Forbidden;
        time.Advance(VaultCertificate.ReadAgainAfter);

        Assert.Equal(certificate.Thumbprint, (await source.GetAsync(Cancellation)).Thumbprint);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "Key Vault Secrets User")]
    [InlineData(HttpStatusCode.NotFound, "no such certificate")]
    public async Task Vault_ThatRefuses_IsUnknownAndSaysWhatIsNeeded(HttpStatusCode status, string needed)
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        using var vault = new FakeVault { Status = status };
        using var source = vault.Open(tenant.Time);

        var reading = await tenant
            .Reader(credential: new VaultCertificateTenantCredential(tenant.Simulated.ClientId, source)).ReadTenantAsync(Cancellation);

        Assert.Contains(needed, reading.Organization.UnknownReason);
    }

    [Fact]
    public async Task Secret_ThatIsNoCertificate_IsUnknown_AndIsNotQuoted()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        using var vault = new FakeVault { Text = "some~other~secret" };
        using var source = vault.Open(tenant.Time);

        var reading = await tenant
            .Reader(credential: new VaultCertificateTenantCredential(tenant.Simulated.ClientId, source)).ReadTenantAsync(Cancellation);

        Assert.Contains("no certificate with its key", reading.Organization.UnknownReason);
        Assert.DoesNotContain(tenant.Loggers.Lines.Append(reading.Organization.UnknownReason), line => line!.Contains("some~other", StringComparison.Ordinal));
    }

    /// <summary>Key Vault's answer to <c>GET /secrets/NAME</c>, written after its REST reference.</summary>
    private sealed class FakeVault : HttpMessageHandler
    {
        public X509Certificate2? Certificate { get; set; }

        public string? Text { get; init; }

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public int Reads { get; private set; }

        public VaultCertificate Open(TimeProvider time) => new(
            new SecretClient(
                new Uri("https://contoso.vault.azure.net"),
                new Passer(),
                new SecretClientOptions { Transport = new HttpClientTransport(new HttpClient(this, disposeHandler: false)), Retry = { MaxRetries = 0 } }),
            "writeback",
            version: null,
            time);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Headers.Authorization is null)
            {
                // The vault says where its tokens come from.
                var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
                challenge.Headers.WwwAuthenticate.ParseAdd(
                    "Bearer authorization=\"https://login.microsoftonline.com/contoso\", resource=\"https://vault.azure.net\"");
                return Task.FromResult(challenge);
            }

            Reads++;
            var body = Status == HttpStatusCode.OK
                ? new JsonObject
                {
                    ["id"] = "https://contoso.vault.azure.net/secrets/writeback/1",
                    ["contentType"] = "application/x-pkcs12",
                    ["value"] = Text ?? Convert.ToBase64String(Certificate!.Export(X509ContentType.Pfx)),
                }
                : new JsonObject { ["error"] = new JsonObject { ["code"] = $"{Status}", ["message"] = "refused" } };
            return Task.FromResult(new HttpResponseMessage(Status)
            {
                Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
            });
        }
    }

    private sealed class Passer : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("pass", DateTimeOffset.UtcNow.AddHours(1));

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
