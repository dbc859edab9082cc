using PasswordWriteback.RelayWorker.Hosting;
using PasswordWriteback.RelayWorker.Hosting.Systemd;

namespace PasswordWriteback.RelayWorker.Tests.Hosting;

/// <summary>The relay as a service of systemd, with tools that note how they are called.</summary>
public sealed class SystemdServiceControlTests : IDisposable
{
    private const string Unit = "[password-writeback-relay.service]";

    private readonly StandInTools _tools = new();
    private readonly ManualClock _clock = new();
    private readonly SystemdServiceControl _service;

    public SystemdServiceControlTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is Linux'.");
        _service = new SystemdServiceControl(_tools.Units, new SystemTool(_tools.SearchPath, _clock));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string UnitFile => Path.Combine(_tools.Units, ServiceNames.Systemd);

    public void Dispose() => _tools.Dispose();

    [Fact]
    public async Task Install_MakesUser_GivesItTheState_WritesTheUnit_AndEnablesIt()
    {
        await _service.InstallAsync(Definition(), Token);

        Assert.Equal(
            [
                "id [-u] [--] [password-writeback]",
                "useradd [--system] [--user-group] [--no-create-home] [--home-dir] [/nonexistent] [--shell] [/usr/sbin/nologin] [--] [password-writeback]",
                $"chown [--recursive] [password-writeback:] [--] [{_tools.StateFolder}]",
                "systemctl [daemon-reload]",
                $"systemctl [enable] {Unit}",
            ],
            _tools.Calls);
        Assert.Contains("Type=notify", await File.ReadAllTextAsync(UnitFile, Token), StringComparison.Ordinal);
        Assert.True(OperatingSystem.IsWindows() || (File.GetUnixFileMode(UnitFile) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == UnixFileMode.None);
    }

    [Fact]
    public async Task Install_WithAUserThatExists_MakesNone()
    {
        _tools.Write("id", "exit 0");

        await _service.InstallAsync(Definition() with { Account = "relay" }, Token);

        Assert.DoesNotContain(_tools.Calls, call => call.StartsWith("useradd", StringComparison.Ordinal));
        Assert.Contains("User=relay\n", await File.ReadAllTextAsync(UnitFile, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_WithRootByAnotherName_IsRefused()
    {
        _tools.Write("id", "echo 0");

        var refusal = await Assert.ThrowsAsync<ServiceControlException>(() => _service.InstallAsync(Definition() with { Account = "toor" }, Token));

        Assert.Equal(ServiceFault.NotSafe, refusal.Fault);
        Assert.Equal(["id [-u] [--] [toor]"], _tools.Calls);
        Assert.False(File.Exists(UnitFile));
    }

    [Fact]
    public async Task Install_WhereThereIsOne_ChangesNothing()
    {
        await File.WriteAllTextAsync(UnitFile, "mine", Token);

        var refusal = await Assert.ThrowsAsync<ServiceControlException>(() => _service.InstallAsync(Definition(), Token));

        Assert.Equal(ServiceFault.Exists, refusal.Fault);
        Assert.Empty(_tools.Calls);
        Assert.Equal("mine", await File.ReadAllTextAsync(UnitFile, Token));
    }

    [Fact]
    public async Task Install_ThatSystemdRefuses_LeavesNoUnit_AndSaysWhatSystemdSaid()
    {
        _tools.Write("systemctl", "if [ \"$1\" = enable ]; then echo 'Access denied' >&2; exit 4; fi");

        var refusal = await Assert.ThrowsAsync<ServiceControlException>(() => _service.InstallAsync(Definition(), Token));

        Assert.Contains("Access denied", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(UnitFile));
        Assert.Equal("systemctl [daemon-reload]", _tools.Calls[^1]);
    }

    [Theory]
    [InlineData("root")]
    [InlineData("")]
    [InlineData("-x")]
    [InlineData("Anna Muster")]
    [InlineData("a\nExecStartPre=/bin/sh")]
    public async Task Install_AsRoot_OrAsWhatIsNoUser_IsRefused_BeforeAnythingIsDone(string account)
    {
        var refusal = await Assert.ThrowsAsync<ServiceControlException>(() => _service.InstallAsync(Definition() with { Account = account }, Token));

        Assert.Equal(ServiceFault.NotSafe, refusal.Fault);
        Assert.Empty(_tools.Calls);
    }

    [Fact]
    public async Task StartStopUninstall_CallSystemctl_AndTheUnitIsGone()
    {
        await File.WriteAllTextAsync(UnitFile, "x", Token);

        await _service.StartAsync(Token);
        await _service.UninstallAsync(Token);

        Assert.Equal(
            [
                $"systemctl [start] {Unit}", $"systemctl [stop] {Unit}", $"systemctl [disable] {Unit}", "systemctl [daemon-reload]",
                $"systemctl [reset-failed] {Unit}",
            ],
            _tools.Calls);
        Assert.False(File.Exists(UnitFile));
    }

    [Fact]
    public async Task Uninstall_OfAServiceThatDoesNotStop_KeepsTheUnit()
    {
        await File.WriteAllTextAsync(UnitFile, "x", Token);
        _tools.Write("systemctl", "exit 1");

        await Assert.ThrowsAsync<ServiceControlException>(() => _service.UninstallAsync(Token));

        Assert.True(File.Exists(UnitFile));
    }

    [Fact]
    public async Task WithoutAUnit_VerbsSayToInstallFirst_AndTheStateIsKnown()
    {
        foreach (var verb in new Func<CancellationToken, Task>[] { _service.StartAsync, _service.StopAsync, _service.UninstallAsync })
        {
            Assert.Equal(ServiceFault.NotInstalled, (await Assert.ThrowsAsync<ServiceControlException>(() => verb(Token))).Fault);
        }

        Assert.Equal(ServiceStatus.NotInstalled, (await _service.ReadAsync(Token)).Value);
        Assert.Empty(_tools.Calls);
    }

    [Fact]
    public async Task AStartThatHangs_EndsAtItsDeadline_AndTheToolIsKilled()
    {
        await File.WriteAllTextAsync(UnitFile, "x", Token);
        _tools.Write("systemctl", "exec sleep 600");

        var start = _service.StartAsync(Token);
        while (_tools.Calls.Length == 0)
        {
            await Task.Delay(10, Token);
        }

        _clock.Advance(ServiceTiming.Start + ServiceTiming.Tool);

        var late = await Assert.ThrowsAsync<ServiceControlException>(() => start.WaitAsync(TimeSpan.FromSeconds(60), Token));
        Assert.Equal(ServiceFault.TimedOut, late.Fault);
        Assert.Contains("systemctl start", late.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ActiveState=active\nUnitFileState=enabled\nMainPID=42\nUser=relay\nExecMainStatus=0", "Running", true, 42, null)]
    [InlineData("ActiveState=activating\nUnitFileState=disabled\nMainPID=42\nExecMainStatus=0", "Starting", false, 42, null)]
    [InlineData("ActiveState=deactivating\nUnitFileState=enabled\nMainPID=42", "Stopping", true, 42, null)]
    [InlineData("ActiveState=failed\nUnitFileState=enabled\nMainPID=0\nExecMainStatus=1", "Failed", true, null, 1)]
    [InlineData("ActiveState=inactive\nUnitFileState=enabled\nMainPID=0\nExecMainStatus=0", "Stopped", true, null, 0)]
    [InlineData("", "Stopped", false, null, null)]
    public void WhatSystemctlShows_IsRead(string output, string state, bool starts, int? process, int? exitCode)
    {
        var status = SystemdShow.Read(output);

        Assert.Equal((state, starts, process, exitCode), (status.State.ToString(), status.StartsWithMachine, status.ProcessId, status.ExitCode));
    }

    [Fact]
    public async Task TheState_HoldsTheCommandLineOfTheUnit()
    {
        await _service.InstallAsync(Definition(), Token);
        _tools.Write("systemctl", "echo ActiveState=active; echo User=password-writeback");

        var status = (await _service.ReadAsync(Token)).Value!;

        Assert.Equal(ServiceState.Running, status.State);
        Assert.Equal($"\"/opt/relay\" \"run\" \"--state-folder\" \"{_tools.StateFolder}\"", status.CommandLine);
    }

    [Fact]
    public async Task WithoutSystemctl_TheStateIsUnknown_WithTheReason()
    {
        await File.WriteAllTextAsync(UnitFile, "x", Token);
        _tools.Remove("systemctl");

        var reading = await _service.ReadAsync(Token);

        Assert.False(reading.IsKnown);
        Assert.Contains("systemctl", reading.UnknownReason, StringComparison.Ordinal);
    }

    private ServiceDefinition Definition() => new("/opt/relay", _tools.StateFolder, PolicyFile: null, EventsFile: null, Account: null);
}
