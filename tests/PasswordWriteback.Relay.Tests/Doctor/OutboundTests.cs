using System.Net;
using System.Net.Sockets;
using PasswordWriteback.Relay.Doctor;
using PasswordWriteback.Relay.Doctor.Outbound;
using PasswordWriteback.Relay.Tests.Ldap;

namespace PasswordWriteback.Relay.Tests.Doctor;

public sealed class OutboundTests
{
    private const string Host = "relay.servicebus.test";
    private readonly DoctorWorld _world = new();

    [Fact]
    public async Task AHostWithATrustedCertificate_IsOk_WithVersionAndIssuer()
    {
        using var server = new TlsServer(Host);

        var line = await LookAsync(new OutboundTarget(Host, server.Port, "test") { CaFile = server.CaFile });

        Assert.Equal(CheckResult.Ok, line.Result);
        Assert.Contains("directly, Tls1", line.Summary, StringComparison.Ordinal);
        Assert.Contains("CN=Test authority", line.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACertificateOfAnotherAuthority_AsTlsInspectionBrings_Fails_AndNamesTheIssuer()
    {
        using var inspecting = new TlsServer(Host);
        using var real = new TlsServer(Host);

        var line = await LookAsync(new OutboundTarget(Host, inspecting.Port, "test") { CaFile = real.CaFile });

        Assert.Equal(CheckResult.Failed, line.Result);
        Assert.Contains("TLS: its certificate", line.Summary, StringComparison.Ordinal);
        Assert.Contains("issued by CN=Test authority", line.Summary, StringComparison.Ordinal);
        Assert.Contains("TLS inspection", line.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACertificateForAnotherName_Fails()
    {
        using var server = new TlsServer("other.test");

        var line = await LookAsync(new OutboundTarget(Host, server.Port, "test") { CaFile = server.CaFile });

        Assert.Contains("RemoteCertificateNameMismatch", line.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANameThatDoesNotResolve_Fails_AtTheName()
    {
        _world.Environment = _world.Environment with { Resolve = (_, _) => throw new SocketException((int)SocketError.HostNotFound) };

        var line = await LookAsync(new OutboundTarget(Host, 443, "test"));

        Assert.Equal(CheckResult.Failed, line.Result);
        Assert.StartsWith("Test. name: ", line.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANameServerThatHangs_EndsAtTheDeadline_AtTheName()
    {
        var asked = new TaskCompletionSource();
        _world.Environment = _world.Environment with
        {
            Resolve = (_, _) =>
            {
                asked.SetResult();
                return new TaskCompletionSource<IPAddress[]>().Task;
            },
        };
        var looking = LookAsync(new OutboundTarget(Host, 443, "test"));
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        _world.Clock.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal("Test. name: no answer within 15 s.", (await looking).Summary);
    }

    [Fact]
    public async Task APortWhereNobodyListens_Fails_AtTcp()
    {
        var line = await LookAsync(new OutboundTarget(Host, LoopbackServer.FreePort(), "test"));

        Assert.Equal(CheckResult.Failed, line.Result);
        Assert.Contains("TCP: ", line.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatAcceptsAndSaysNothing_EndsAtTheDeadline_AtTls()
    {
        using var server = new SilentServer();
        var looking = LookAsync(new OutboundTarget(Host, server.Port, "test"));
        await server.SpokenTo.WaitAsync(TestContext.Current.CancellationToken);
        while (_world.Clock.Timers < 2)
        {
            await Task.Yield();
        }

        _world.Clock.Advance(TimeSpan.FromSeconds(15));

        Assert.Contains("no answer within 15 s", (await looking).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProxy_IsUsed_AndResolvesTheNameItself()
    {
        using var server = new TlsServer(Host);
        using var proxy = new ConnectProxy();
        _world.Environment = _world.Environment with
        {
            Proxy = proxy.ToWebProxy(),
            Resolve = (_, _) => throw new SocketException((int)SocketError.HostNotFound),
        };

        var line = await LookAsync(new OutboundTarget(Host, server.Port, "test") { CaFile = server.CaFile });

        Assert.Equal(CheckResult.Ok, line.Result);
        Assert.Contains($"through the proxy 127.0.0.1:{proxy.Port}", line.Summary, StringComparison.Ordinal);
        Assert.StartsWith($"CONNECT {Host}:{server.Port} HTTP/1.1\r\n", proxy.Asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProxyThatAsksForASignIn_Fails_WithItsWords_AndGetsTheCredentialsThatAreConfigured()
    {
        using var proxy = new ConnectProxy("HTTP/1.1 407 Proxy Authentication Required");
        var configured = proxy.ToWebProxy();
        configured.Credentials = new NetworkCredential("server", "hunter2");
        _world.Environment = _world.Environment with { Proxy = configured };

        var line = await LookAsync(new OutboundTarget(Host, 443, "test"));

        Assert.Equal(CheckResult.Failed, line.Result);
        Assert.Contains("proxy: 127.0.0.1", line.Summary, StringComparison.Ordinal);
        Assert.Contains("407 Proxy Authentication Required", line.Summary, StringComparison.Ordinal);
        Assert.Contains("Proxy-Authorization: Basic c2VydmVyOmh1bnRlcjI=", proxy.Asked, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", line.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SomethingThatIsNoProxy_Fails_AtTheProxy()
    {
        using var proxy = new ConnectProxy("SSH-2.0-whatever");
        _world.Environment = _world.Environment with { Proxy = proxy.ToWebProxy() };

        Assert.StartsWith("Test. proxy: ", (await LookAsync(new OutboundTarget(Host, 443, "test"))).Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EntraCloud.Global, "passwordreset.microsoftonline.com")]
    [InlineData(EntraCloud.UsGovernment, "passwordreset.microsoftonline.us")]
    [InlineData(EntraCloud.China, "ssprdedicatedsbmcprodcne.servicebus.chinacloudapi.cn")]
    public void Hosts_AreThoseOfTheCloud(EntraCloud cloud, string host) => Assert.Equal((host, 443), (WritebackHosts.Of(cloud)[0].Host, WritebackHosts.Of(cloud)[0].Port));

    private Task<CheckLine> LookAsync(OutboundTarget target) => _world.SingleAsync(new OutboundCheck(_world.Environment, target).Check);
}
