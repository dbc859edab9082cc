using System.Security.Cryptography.X509Certificates;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Graph.Tests.Support;

namespace PasswordWriteback.Graph.Tests.Identity;

public sealed class GraphIdentityTests
{
    private static readonly Guid App = new("7d0f6a3e-55b7-4d0a-9d0e-0a8f3f1f2a11");

    [Theory]
    [InlineData(null, "https://graph.microsoft.com/", "https://login.microsoftonline.com/", "api://AzureADTokenExchange", null)]
    [InlineData("public", "https://graph.microsoft.com/", "https://login.microsoftonline.com/", "api://AzureADTokenExchange", null)]
    [InlineData("UsGov", "https://graph.microsoft.us/", "https://login.microsoftonline.us/", "api://AzureADTokenExchangeUSGov", "https://entra.microsoft.us/")]
    [InlineData("UsGovDoD", "https://dod-graph.microsoft.us/", "https://login.microsoftonline.us/", "api://AzureADTokenExchangeUSGov", "https://entra.microsoft.us/")]
    [InlineData("China", "https://microsoftgraph.chinacloudapi.cn/", "https://login.chinacloudapi.cn/", "api://AzureADTokenExchangeChina", "https://entra.microsoftonline.cn/")]
    public void Cloud_OneSetting_NamesGraphAuthorityScopeAndAudience(string? name, string graph, string authority, string audience, string? adminCenter)
    {
        var cloud = GraphIdentity.Cloud(new GraphIdentityOptions { Cloud = name });

        Assert.Equal(adminCenter, cloud.AdminCenter?.ToString());
        Assert.Equal(
            (graph, authority, audience, $"{graph}.default", true),
            (cloud.Graph.ToString(), cloud.Authority.ToString(), cloud.FederationAudience, cloud.DefaultScope, cloud.IsWellKnown));
    }

    [Fact]
    public void Cloud_UnknownOrHalfOrTwice_IsRefusedByName()
    {
        var address = new Uri("https://localhost/");

        Assert.All(
            new (GraphIdentityOptions Options, string Says)[]
            {
                (new() { Cloud = "Germany" }, "'Germany'"),
                (new() { Authority = address }, "Graph:Endpoint"),
                (new() { Endpoint = address }, "Graph:Authority"),
                (new() { Cloud = "UsGov", Authority = address, Endpoint = address }, "not both"),
            },
            wrong => Assert.Contains(wrong.Says, Assert.Throws<GraphIdentityException>(() => GraphIdentity.Cloud(wrong.Options)).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Credential_OfEachKind_IsWhatTheSettingsName()
    {
        using var folder = new TempFolder();
        using var certificate = Certificates.SelfSigned();
        var (pem, secret) = (folder.Write("app.pem", $"{certificate.ExportCertificatePem()}\n{certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()}"), folder.Write("secret", "s3cret"));

        Assert.Null(Credential(new()));
        Assert.IsType<FederatedTenantCredential>(Credential(new() { ClientId = App, ManagedIdentityClientId = Guid.NewGuid() }));
        Assert.IsType<VaultCertificateTenantCredential>(Credential(new() { ClientId = App, CertificateVaultId = new("https://v.vault.azure.net/certificates/app") }));
        Assert.IsType<CertificateTenantCredential>(Credential(new() { ClientId = App, CertificateFile = pem }));
        Assert.IsType<ClientSecretTenantCredential>(Credential(new() { ClientId = App, SecretFile = secret }));
        Assert.IsType<OwnTenantCredential>(Credential(new() { OwnTenantId = Guid.NewGuid() }));
    }

    [Fact]
    public void Credential_ThatCannotBeMade_IsRefusedByTheSettingsName()
    {
        using var folder = new TempFolder();
        var (noCertificate, readable) = (folder.Write("x.pem", "not a certificate"), folder.Write("open", "s3cret", OperatingSystem.IsWindows() ? null : UnixFileMode.UserRead | UnixFileMode.OtherRead));
        var wrong = new List<(GraphIdentityOptions Options, string Says)>
        {
            (new() { ClientId = App }, "Graph:ClientId needs one of"),
            (new() { CertificateFile = noCertificate }, "Graph:ClientId is missing"),
            (new() { ClientId = App, CertificateFile = noCertificate }, "Graph:CertificateFile"),
            (new() { ClientId = App, CertificateFile = noCertificate, SecretFile = readable }, "not more"),
            (new() { ClientId = App, CertificateVaultId = new("https://v.vault.azure.net/keys/app") }, "Graph:CertificateVaultId"),
            (new() { ClientId = App, CertificateVaultId = new("http://v.vault.azure.net/certificates/app") }, "Graph:CertificateVaultId"),
            (new() { ClientId = App, CertificateThumbprint = new string('0', 40) }, "Graph:CertificateThumbprint"),
        };
        if (!OperatingSystem.IsWindows())
        {
            wrong.Add((new() { ClientId = App, SecretFile = readable }, "chmod 600"));
        }

        Assert.All(wrong, entry =>
        {
            var refused = Assert.Throws<GraphIdentityException>(() => Credential(entry.Options));
            Assert.Contains(entry.Says, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", refused.ToString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void ClientSecret_InUse_IsWarnedOf_AndACertificateIsNot()
    {
        using var folder = new TempFolder();
        using var certificate = Certificates.SelfSigned();
        var (pem, secret) = (folder.Write("app.pem", $"{certificate.ExportCertificatePem()}\n{certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()}"), folder.Write("secret", "s3cret"));
        var (withSecret, withCertificate) = (new RecordingLoggers(), new RecordingLoggers());

        TenantGraphs.Create(new() { ClientId = App, SecretFile = secret }, TimeProvider.System, withSecret).Dispose();
        TenantGraphs.Create(new() { ClientId = App, CertificateFile = pem }, TimeProvider.System, withCertificate).Dispose();

        var warning = Assert.Single(withSecret.Lines);
        Assert.Contains("for development", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", warning, StringComparison.Ordinal);
        Assert.Empty(withCertificate.Lines);
    }

    private static TenantCredential? Credential(GraphIdentityOptions options) => GraphIdentity.Credential(options, TimeProvider.System);

    private sealed class TempFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("writeback-identity-");

        public string Write(string name, string text, UnixFileMode? mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
        {
            var path = Path.Combine(_folder.FullName, name);
            File.WriteAllText(path, text);
            if (mode is { } allowed && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, allowed);
            }

            return path;
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
