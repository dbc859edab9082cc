using PasswordWriteback.LocalHost.Listening;
using PasswordWriteback.LocalHost.Settings;

namespace PasswordWriteback.LocalHost.Tests.Listening;

public sealed class ListenRulesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://localhost:7085")]
    [InlineData("http://[::1]:7085")]
    [InlineData("http://127.0.0.1:1;http://127.0.0.5:2")]
    public void Loopback_NeedsNeitherTlsNorIssuer(string urls) =>
        Assert.Equal(urls.Split(';'), ListenRules.Read(new LocalHostSettings { Urls = urls }));

    [Theory]
    [InlineData("http://0.0.0.0:80", "without TLS")]
    [InlineData("http://*:80", "without TLS")]
    [InlineData("http://[::]:80", "without TLS")]
    [InlineData("http://backend.corp.example:80", "without TLS")]
    [InlineData("http://localhost.corp.example:80", "without TLS")]
    [InlineData("http://127.0.0.1:1;http://10.0.0.1:2", "without TLS")]
    [InlineData("https://0.0.0.0:443", "needs a certificate")]
    [InlineData("ftp://127.0.0.1:1", "no address")]
    [InlineData("hello", "no address")]
    [InlineData(";", "no address")]
    public void Elsewhere_IsRefused_WithTheReason(string urls, string reason)
    {
        var refused = Assert.Throws<SettingsException>(() => ListenRules.Read(new LocalHostSettings { Urls = urls, Issuer = "https://issuer.test" }));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Elsewhere_WithTls_NeedsAnIssuerToo()
    {
        var settings = new LocalHostSettings { Urls = "https://0.0.0.0:443", TlsCertificateFile = "tls.pem" };

        Assert.Contains("Issuer", Assert.Throws<SettingsException>(() => ListenRules.Read(settings)).Message, StringComparison.Ordinal);
        Assert.Single(ListenRules.Read(settings with { Issuer = "https://issuer.test" }));
    }
}
