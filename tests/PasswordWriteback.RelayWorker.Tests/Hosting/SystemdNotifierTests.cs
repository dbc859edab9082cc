using System.Net.Sockets;
using PasswordWriteback.RelayWorker.Hosting.Systemd;

namespace PasswordWriteback.RelayWorker.Tests.Hosting;

public sealed class SystemdNotifierTests
{
    [Fact]
    public void OverASocketWithAPath_EachMessageIsOneDatagram()
    {
        using var systemd = NotifySocket.AtPath();

        Tell(systemd.Address);

        Assert.Equal(
            ["READY=1\nSTATUS=Listens", "WATCHDOG=1\nSTATUS=two lines", "STATUS=Grüezi", "STOPPING=1\nSTATUS=Stopping: a write at work may end"],
            Enumerable.Range(0, 4).Select(_ => systemd.Receive()));
    }

    [Fact]
    public void OverAnAbstractSocket_TheSame()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Abstract addresses are Linux'.");
        using var systemd = NotifySocket.Abstract();

        Tell(systemd.Address);

        Assert.Equal("READY=1\nSTATUS=Listens", systemd.Receive());
    }

    [Theory]
    [InlineData("relative/path")]
    [InlineData("/")]
    [InlineData("@")]
    [InlineData("vsock:2:1234")]
    public void AnAddressThatIsNone_IsSaid(string address) =>
        Assert.Contains(address, Assert.Throws<ArgumentException>(() => new SystemdNotifier(address)).Message, StringComparison.Ordinal);

    [Fact]
    public void ASocketThatIsGone_IsASocketException_NotAHang()
    {
        using var notifier = new SystemdNotifier(Path.Combine(Path.GetTempPath(), $"pwb-none-{Guid.NewGuid():N}"));

        Assert.ThrowsAny<SocketException>(() => notifier.Ready("Listens"));
    }

    [Theory]
    [InlineData("120000000", null, 120)]
    [InlineData("120000000", "7", 120)]
    [InlineData("120000000", "8", null)]
    [InlineData("0", null, null)]
    [InlineData("soon", null, null)]
    [InlineData(null, null, null)]
    public void TheWatchdog_IsReadAsSystemdMeansIt(string? microseconds, string? process, int? seconds)
    {
        var variables = new Dictionary<string, string?> { ["WATCHDOG_USEC"] = microseconds, ["WATCHDOG_PID"] = process };

        var environment = SystemdEnvironment.Read(variables.GetValueOrDefault, processId: 7);

        Assert.Equal(seconds, environment.WatchdogInterval?.TotalSeconds);
        Assert.Null(environment.NotifySocket);
    }

    private static void Tell(string address)
    {
        using var notifier = new SystemdNotifier(address);
        notifier.Ready("Listens");
        notifier.Alive("two\nlines");
        notifier.Status("Grüezi");
        notifier.Stopping();
    }
}
