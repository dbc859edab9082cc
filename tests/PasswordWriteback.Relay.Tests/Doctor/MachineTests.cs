using System.Net;
using System.Text;
using PasswordWriteback.Relay.Doctor;
using PasswordWriteback.Relay.Doctor.Checks;
using PasswordWriteback.Relay.Doctor.Outbound;
using PasswordWriteback.Relay.Tests.Ldap;

namespace PasswordWriteback.Relay.Tests.Doctor;

/// <summary>What is read of the machine itself: TLS settings, proxies.</summary>
public sealed class MachineTests
{
    private const string Client = @"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client";
    private const string Framework = @"SOFTWARE\Microsoft\.NETFramework\v4.0.30319";
    private const string Framework32 = @"SOFTWARE\WOW6432Node\Microsoft\.NETFramework\v4.0.30319";
    private static readonly Uri Cloud = new("https://cloud.test/");
    private readonly DoctorWorld _world = new();

    [Fact]
    public async Task Tls_ARealHandshake_IsOk()
    {
        using var server = new TlsServer("cloud.test");

        var line = Assert.Single(await TlsAsync(new OutboundTarget("cloud.test", server.Port, "test") { CaFile = server.CaFile }));

        Assert.Equal(CheckResult.Ok, line.Result);
        Assert.Contains("Tls12", line.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_AServerThatSpeaksNone_Fails_AndOneOutOfReach_IsUnknown()
    {
        using var server = new SilentServer("no TLS here, none at all"u8.ToArray());

        Assert.Equal(CheckResult.Failed, Assert.Single(await TlsAsync(new OutboundTarget("cloud.test", server.Port, "test"))).Result);
        Assert.Equal(CheckResult.Unknown, Assert.Single(await TlsAsync(Nowhere())).Result);
    }

    [Fact]
    public async Task Tls_SettingsThatAreRight_AreOk()
    {
        _world.OnWindows(
            (Client, "Enabled", 1), (Client, "DisabledByDefault", 0),
            (Framework, "SchUseStrongCrypto", 1), (Framework, "SystemDefaultTlsVersions", 1),
            (Framework32, "SchUseStrongCrypto", 1), (Framework32, "SystemDefaultTlsVersions", 1));

        var lines = await TlsAsync(Nowhere());

        Assert.Equal(6, lines.Count(line => line.Result == CheckResult.Ok));
    }

    [Fact]
    public async Task Tls_SwitchedOff_Fails_AndSettingsNotThere_AreAWarning()
    {
        _world.OnWindows((Client, "Enabled", 0), (Framework, "SchUseStrongCrypto", 0));

        var lines = await TlsAsync(Nowhere());

        Assert.Equal(
            [".NET Framework SchUseStrongCrypto", "SCHANNEL TLS 1.2 Client"],
            lines.Where(line => line.Result == CheckResult.Failed).Select(line => line.Subject));
        Assert.Equal(3, lines.Count(line => line.Result == CheckResult.Warning));
    }

    [Fact]
    public async Task Tls_DisabledByDefault_Fails()
    {
        _world.OnWindows((Client, "Enabled", 1), (Client, "DisabledByDefault", 1));

        Assert.Contains(await TlsAsync(Nowhere()), line => line is { Subject: "SCHANNEL TLS 1.2 Client", Result: CheckResult.Failed });
    }

    [Fact]
    public async Task Tls_ClosedRegistry_IsUnknown()
    {
        _world.WithClosedRegistry("closed");

        Assert.Equal(7, (await TlsAsync(Nowhere())).Count(line => line.Result == CheckResult.Unknown));
    }

    [Fact]
    public async Task Proxy_OfTheEnvironment_IsShown_WithoutItsPassword()
    {
        _world.Environment = _world.Environment with
        {
            Variable = name => name switch { "HTTPS_PROXY" => "http://user:hunter2@proxy.test:8080", "NO_PROXY" => ".contoso.example", _ => null },
            Proxy = new WebProxy("http://proxy.test:8080"),
        };

        var lines = await ProxyAsync();

        Assert.Equal("http://…@proxy.test:8080", Line(lines, "environment HTTPS_PROXY").Summary);
        Assert.Equal(".contoso.example", Line(lines, "environment NO_PROXY").Summary);
        Assert.Contains("through http://proxy.test:8080", Line(lines, "relay").Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", string.Join(' ', lines), StringComparison.Ordinal);
        Assert.Equal(CheckResult.NotApplicable, Line(lines, "WinHTTP").Result);
    }

    [Fact]
    public async Task Proxy_OfWinHttpAndDotNetFramework_IsShown()
    {
        _world.OnWindows((WinHttpProxy.Key, WinHttpProxy.Value, WinHttp(3, "proxy:8080", "<local>;*.contoso.example")));
        _world.Environment = _world.Environment with
        {
            ReadText = _ => "<configuration><system.net><defaultProxy><proxy usesystemdefault=\"true\" proxyaddress=\"http://other:3128\"/></defaultProxy></system.net></configuration>",
        };

        var lines = await ProxyAsync();

        Assert.Equal("proxy:8080, past it: <local>;*.contoso.example", Line(lines, "WinHTTP").Summary);
        Assert.Equal("http://other:3128", Line(lines, "machine.config").Summary);
    }

    [Fact]
    public async Task Proxy_SettingsThatCannotBeRead_AreSaidSo()
    {
        _world.OnWindows((WinHttpProxy.Key, WinHttpProxy.Value, new byte[] { 1, 2, 3 }));
        _world.Environment = _world.Environment with { ReadText = _ => "<configuration>" };

        var lines = await ProxyAsync();

        Assert.Equal(CheckResult.Unknown, Line(lines, "WinHTTP").Result);
        Assert.Equal(CheckResult.Failed, Line(lines, "machine.config").Result);
    }

    [Fact]
    public void WinHttp_EveryTruncation_IsNotUnderstood_NeverAnException()
    {
        var whole = WinHttp(3, "proxy:8080", "<local>");

        Assert.Equal(new WinHttpProxy("proxy:8080", "<local>"), WinHttpProxy.Parse(whole));
        Assert.Equal(new WinHttpProxy(null, null), WinHttpProxy.Parse(WinHttp(1, "", "")));
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Null(WinHttpProxy.Parse(whole.AsSpan(0, length)));
        }
    }

    private static byte[] WinHttp(int flags, string proxy, string bypass) =>
        [.. Number(0x28), .. Number(0), .. Number(flags), .. Number(proxy.Length), .. Encoding.ASCII.GetBytes(proxy), .. Number(bypass.Length), .. Encoding.ASCII.GetBytes(bypass)];

    private static byte[] Number(int number) => [(byte)number, (byte)(number >> 8), (byte)(number >> 16), (byte)(number >> 24)];

    private static CheckLine Line(IEnumerable<CheckLine> lines, string subject) => lines.Single(line => line.Subject == subject);

    private static OutboundTarget Nowhere() => new("cloud.test", LoopbackServer.FreePort(), "test");

    private Task<IReadOnlyList<CheckLine>> TlsAsync(OutboundTarget target) => _world.RunAsync(new TlsCheck(_world.Environment, target).Check);

    private Task<IReadOnlyList<CheckLine>> ProxyAsync() => _world.RunAsync(new ProxyCheck(_world.Environment, Cloud).Check);
}
