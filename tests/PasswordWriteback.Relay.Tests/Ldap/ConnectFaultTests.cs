using System.Diagnostics;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Tests.Ldap;

public sealed class ConnectFaultTests
{
    private static readonly LdapIdentity User = LdapIdentity.User("reader@corp.example", "s3cret-Passw0rd");

    [Fact]
    public async Task AServerThatNeverAnswers_TimesOut_WithinTheDeadline()
    {
        using var server = new SilentServer();
        var clock = Stopwatch.StartNew();

        var fault = await FaultAsync($"localhost:{server.Port}");

        Assert.Equal(DirectoryFault.Timeout, fault.Fault);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task AServerThatAnswersTlsAndThenNothing_TimesOut()
    {
        using var server = new TlsServer("localhost");

        var fault = await FaultAsync($"localhost:{server.Port}", options => options with { CaFile = server.CaFile });

        Assert.Equal(DirectoryFault.Timeout, fault.Fault);
    }

    [Fact]
    public async Task AServerThatIsSilentAfterStartTls_TimesOut()
    {
        using var server = new SilentServer();

        var fault = await FaultAsync($"localhost:{server.Port}", options => options with { Security = LdapSecurity.StartTls });

        Assert.Equal(DirectoryFault.Timeout, fault.Fault);
    }

    [Fact]
    public async Task AServerThatRefusesStartTls_IsACertificateFault()
    {
        // LDAPResult of an extended response with result code 52 (unavailable).
        byte[] unavailable = [0x30, 0x0c, 0x02, 0x01, 0x01, 0x78, 0x07, 0x0a, 0x01, 0x34, 0x04, 0x00, 0x04, 0x00];
        using var server = new SilentServer(unavailable);

        var fault = await FaultAsync($"localhost:{server.Port}", options => options with { Security = LdapSecurity.StartTls });

        Assert.Equal(DirectoryFault.Certificate, fault.Fault);
        Assert.Contains("does not offer StartTLS", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APortWithoutAListener_IsRefused()
    {
        var fault = await FaultAsync($"localhost:{LoopbackServer.FreePort()}");

        Assert.Equal(DirectoryFault.Unreachable, fault.Fault);
        Assert.Contains("refused the connection", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownName_IsSaidSo()
    {
        var fault = await FaultAsync("dc1.does-not-exist.invalid");

        Assert.Equal(DirectoryFault.UnknownHost, fault.Fault);
    }

    [Fact]
    public async Task ACertificateOfAnotherAuthority_IsNotTrusted()
    {
        using var server = new TlsServer("localhost");
        using var other = new TlsServer("localhost");

        var fault = await FaultAsync($"localhost:{server.Port}", options => options with { CaFile = other.CaFile });

        Assert.Equal(DirectoryFault.Certificate, fault.Fault);
        Assert.Contains("not a trusted authority", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACertificateForAnotherName_IsNamed()
    {
        using var server = new TlsServer("dc1.corp.example");

        var fault = await FaultAsync($"localhost:{server.Port}", options => options with { CaFile = server.CaFile });

        Assert.Equal(DirectoryFault.Certificate, fault.Fault);
        Assert.Contains("dc1.corp.example", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnExpiredCertificate_IsSaidSo()
    {
        using var server = new TlsServer("localhost", notAfter: DateTimeOffset.UtcNow.AddDays(-1));

        var fault = await FaultAsync($"localhost:{server.Port}", options => options with { CaFile = server.CaFile });

        Assert.Equal(DirectoryFault.Certificate, fault.Fault);
        Assert.Contains("not valid now", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate in here")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public async Task ACaFileWithoutACertificate_IsSaidSo(string content)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

            var fault = await FaultAsync("localhost:1", options => options with { CaFile = file });

            Assert.Equal(DirectoryFault.Certificate, fault.Fault);
            Assert.Contains(file, fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task AMissingCaFile_IsSaidSo() => Assert.Equal(
        DirectoryFault.Certificate, (await FaultAsync("localhost:1", options => options with { CaFile = "/nonexistent/ca.pem" })).Fault);

    [Fact]
    public async Task APasswordOnPort389WithoutTls_IsNeverSent()
    {
        var fault = await FaultAsync("localhost:389");

        Assert.Equal(DirectoryFault.Unprotected, fault.Fault);
        Assert.Contains("nothing was sent", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APasswordWithKerberosProtection_IsNeverSent() => Assert.Equal(
        DirectoryFault.Unprotected,
        (await FaultAsync("localhost:389", options => options with { Security = LdapSecurity.SealedKerberos })).Fault);

    [Fact]
    public async Task ACancelledCaller_GetsTheCancellation_NotATimeout()
    {
        using var server = new SilentServer();
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var connector = new LdapDirectoryConnector(new LdapOptions { Identity = User });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connector.ConnectAsync($"localhost:{server.Port}", cancelled.Token));
    }

    [Fact]
    public async Task AHostThatDidNotAnswer_FailsAtOnce_ForAMinute()
    {
        using var server = new SilentServer();
        var clock = new ManualClock();
        var connector = new LdapDirectoryConnector(new LdapOptions { Identity = User, ConnectTimeout = TimeSpan.FromSeconds(0.3) }, clock);
        var host = $"localhost:{server.Port}";

        await TimeoutAsync();
        Assert.True(connector.IsSilent(host));
        Assert.Contains("a moment ago", (await TimeoutAsync()).Message, StringComparison.Ordinal);
        Assert.Equal(1, server.Accepted);

        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.False(connector.IsSilent(host));
        await TimeoutAsync();
        Assert.Equal(2, server.Accepted);

        async Task<DirectoryException> TimeoutAsync()
        {
            var fault = await Assert.ThrowsAsync<DirectoryException>(() => connector.ConnectAsync(host, TestContext.Current.CancellationToken));
            Assert.Equal(DirectoryFault.Timeout, fault.Fault);
            return fault;
        }
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(0.5, false)]
    public async Task AHostThatWasOvertaken_IsAskedLast_IfItWasGivenTheTime(double seconds, bool silent)
    {
        using var server = new SilentServer();
        using var overtaken = new CancellationTokenSource();
        var clock = new ManualClock();
        var connector = new LdapDirectoryConnector(new LdapOptions { Identity = User, ConnectTimeout = TimeSpan.FromSeconds(60) }, clock);
        var host = $"localhost:{server.Port}";

        var attempt = connector.ConnectAsync(host, overtaken.Token);
        await server.SpokenTo;
        clock.Advance(TimeSpan.FromSeconds(seconds));
        await overtaken.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => attempt);

        Assert.Equal(silent, connector.IsSilent(host));
    }

    private static async Task<DirectoryException> FaultAsync(string server, Func<LdapOptions, LdapOptions>? change = null)
    {
        var options = new LdapOptions { Identity = User, ConnectTimeout = TimeSpan.FromSeconds(server.EndsWith(".invalid", StringComparison.Ordinal) ? 8 : 0.5) };
        if (change is not null && change(options).CaFile is not null)
        {
            // A handshake takes its time on a busy machine; only the silent servers need the short deadline.
            options = options with { ConnectTimeout = TimeSpan.FromSeconds(4) };
        }

        var connector = new LdapDirectoryConnector(change is null ? options : change(options));
        var fault = await Assert.ThrowsAsync<DirectoryException>(() => connector.ConnectAsync(server, CancellationToken.None));
        Assert.DoesNotContain("s3cret", fault.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(fault.Remedy);
        return fault;
    }
}
