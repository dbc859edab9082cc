using System.Diagnostics;
using PasswordWriteback.RelayWorker.Hosting;
using PasswordWriteback.RelayWorker.Hosting.Systemd;

namespace PasswordWriteback.RelayWorker.Tests.Hosting;

public sealed class SystemdUnitTests
{
    private const string Analyze = "/usr/bin/systemd-analyze";

    [Theory]
    [InlineData("Type=notify")]
    [InlineData("NotifyAccess=main")]
    [InlineData("WatchdogSec=120")]
    [InlineData("TimeoutStartSec=90")]
    [InlineData("TimeoutStopSec=40")]
    [InlineData("Restart=on-failure")]
    [InlineData("User=password-writeback")]
    [InlineData("StateDirectory=password-writeback")]
    [InlineData("StateDirectoryMode=0700")]
    [InlineData("NoNewPrivileges=yes")]
    [InlineData("ProtectSystem=strict")]
    [InlineData("CapabilityBoundingSet=")]
    [InlineData("""ExecStart="/opt/password-writeback/relay" "run" "--state-folder" "/var/lib/password-writeback" "--policy" "/etc/pwb/policy.json" """)]
    [InlineData("WantedBy=multi-user.target")]
    public void TheUnit_Holds(string line) =>
        Assert.Contains(line.Trim(), SystemdUnit.Text(Definition() with { PolicyFile = "/etc/pwb/policy.json" }, "password-writeback").Split('\n'));

    [Fact]
    public void AStateFolderElsewhere_IsTheOnlyPlaceThatMayBeWritten()
    {
        var lines = SystemdUnit.Text(Definition() with { StateFolder = "/srv/relay state" }, "relay").Split('\n');

        Assert.Contains("ReadWritePaths=\"/srv/relay state\"", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("StateDirectory", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/opt/a b", "\"/opt/a b\"")]
    [InlineData("/opt/100%", "\"/opt/100%%\"")]
    [InlineData("/opt/$HOME", "\"/opt/$$HOME\"")]
    [InlineData("/opt/a\"b", "\"/opt/a\\\"b\"")]
    [InlineData("/opt/a\\b", "\"/opt/a\\\\b\"")]
    public void APath_IsOneWord_WithoutSpecifiersOrVariables(string path, string word) => Assert.Equal(word, SystemdUnit.Word(path));

    [Fact]
    public void APathWithALineEnd_CannotAddADirective() =>
        Assert.Throws<ServiceControlException>(() => SystemdUnit.Text(Definition() with { StateFolder = "/srv/a\nUser=root" }, "relay"));

    [Fact]
    public void AProgramWithADollarSign_IsRefused_ForSystemdWouldLookElsewhere() =>
        Assert.Equal(
            ServiceFault.NotSafe,
            Assert.Throws<ServiceControlException>(() => SystemdUnit.Text(Definition() with { Executable = "/opt/$pwb/relay" }, "relay")).Fault);

    [Theory]
    [InlineData("/var/lib/password-writeback")]
    [InlineData("/srv/relay state/100% $x")]
    public async Task SystemdItself_FindsNothingWrongWithTheUnit(string stateFolder)
    {
        Assert.SkipUnless(File.Exists(Analyze), "There is no systemd-analyze here.");
        var folder = Directory.CreateTempSubdirectory("pwb-unit-");
        try
        {
            var unit = Path.Combine(folder.FullName, ServiceNames.Systemd);
            var definition = Definition() with { Executable = Environment.ProcessPath!, StateFolder = stateFolder };
            await File.WriteAllTextAsync(unit, SystemdUnit.Text(definition, "daemon"), TestContext.Current.CancellationToken);
            using var process = Process.Start(new ProcessStartInfo(Analyze, ["verify", "--man=no", unit]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
            var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

            // What it says of other units of this machine is no matter of ours.
            Assert.False(error.Contains(ServiceNames.Systemd, StringComparison.Ordinal), error);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ServiceDefinition Definition() =>
        new("/opt/password-writeback/relay", "/var/lib/password-writeback", PolicyFile: null, EventsFile: null, Account: null);
}
