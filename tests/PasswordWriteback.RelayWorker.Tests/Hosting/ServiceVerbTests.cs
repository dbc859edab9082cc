using System.Text.Json;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Hosting;
using PasswordWriteback.RelayWorker.Hosting.Systemd;

namespace PasswordWriteback.RelayWorker.Tests.Hosting;

/// <summary>The verbs on the service as a person types them, over systemd's tools as stand-ins.</summary>
public sealed class ServiceVerbTests : IDisposable
{
    private readonly StandInTools _tools = new();
    private readonly EnrolledFolder _state = new();
    private readonly DirectoryInfo _program = Directory.CreateTempSubdirectory("pwb-program-");

    public ServiceVerbTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is Linux'.");

    private string UnitFile => Path.Combine(_tools.Units, ServiceNames.Systemd);

    public void Dispose()
    {
        _tools.Dispose();
        _state.Dispose();
        _program.Delete(recursive: true);
    }

    [Theory]
    [InlineData("install")]
    [InlineData("uninstall")]
    [InlineData("uninstall --purge")]
    [InlineData("start")]
    [InlineData("stop")]
    public async Task WithoutAdministratorsRights_NothingIsDone_AndItSaysSo(string verb)
    {
        var run = await RunAsync(Machine(elevated: false), verb.Split(' '));

        Assert.Equal(ExitCode.NotCompliant, run.ExitCode);
        Assert.Contains("administrators only", run.Error, StringComparison.Ordinal);
        Assert.Empty(_tools.Calls);
        Assert.True(Directory.Exists(_state.Path));
    }

    [Fact]
    public async Task Install_BeforeTheEnrolment_IsRefused()
    {
        var run = await RunAsync(Machine(), "install", "--state-folder", Path.Combine(_state.Path, "none"));

        Assert.Equal(ExitCode.NotCompliant, run.ExitCode);
        Assert.Contains("relay enroll", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(UnitFile));
    }

    [Theory]
    [InlineData("/usr/bin/dotnet", "published program")]
    [InlineData("/home/anna/relay", "does not see")]
    [InlineData(null, "published program")]
    public async Task Install_OfWhatIsNoServicesProgram_IsRefused(string? program, string words)
    {
        var run = await RunAsync(Machine(program: program), "install", "--state-folder", _state.Path);

        Assert.Equal(ExitCode.NotCompliant, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(UnitFile));
    }

    [Fact]
    public async Task Install_WithAPolicyThatTheServiceWouldNotSee_IsRefused()
    {
        const string Program = "/usr/bin/env";
        Assert.SkipUnless(File.Exists(Program), "There is no program of root's to install here.");

        var run = await RunAsync(Machine(program: Program), "install", "--state-folder", _state.Path, "--policy", "/root/policy.json");

        Assert.Equal(ExitCode.NotCompliant, run.ExitCode);
        Assert.Contains("/root/policy.json lies below /root/, which the service does not see", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(UnitFile));
    }

    [Fact]
    public async Task Install_WithAStateFolderBelowTmp_IsRefused()
    {
        const string Program = "/usr/bin/env";
        Assert.SkipUnless(File.Exists(Program), "There is no program of root's to install here.");
        var machine = Machine(program: Program) with { Hidden = ServiceMachine.Here(TimeProvider.System).Hidden };
        Assert.SkipWhen(machine.HiddenAbove(_state.Path) is null, "Temporary files lie elsewhere here.");

        var run = await RunAsync(machine, "install", "--state-folder", _state.Path);

        Assert.Equal(ExitCode.NotCompliant, run.ExitCode);
        Assert.Contains("which the service does not see", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(UnitFile));
    }

    [Theory]
    [InlineData("/tmp", "/tmp/")]
    [InlineData("/var/tmp/pwb", "/var/tmp/")]
    [InlineData("/root", "/root/")]
    [InlineData("/tmpfiles/pwb", null)]
    [InlineData("/var/lib/password-writeback", null)]
    public void WhatAServiceDoesNotSee(string path, string? hidden) =>
        Assert.Equal(hidden, ServiceMachine.Here(TimeProvider.System).HiddenAbove(path));

    [Fact]
    public async Task Install_Start_Stop_Uninstall_ByAProgramOfRoot()
    {
        // Every folder above is root's; what matters is that nobody else can replace the program.
        const string Program = "/usr/bin/env";
        Assert.SkipUnless(File.Exists(Program), "There is no program of root's to install here.");

        var install = await RunAsync(Machine(program: Program), "install", "--state-folder", _state.Path, "--json");
        var again = await RunAsync(Machine(program: Program), "install", "--state-folder", _state.Path);
        var start = await RunAsync(Machine(), "start");
        var stop = await RunAsync(Machine(), "stop");
        var uninstall = await RunAsync(Machine(), "uninstall", "--state-folder", _state.Path);

        Assert.Equal((0, 3, 0, 0, 0), (install.ExitCode, again.ExitCode, start.ExitCode, stop.ExitCode, uninstall.ExitCode));
        Assert.Equal(Program, JsonDocument.Parse(install.Output).RootElement.GetProperty("executable").GetString());
        Assert.Contains("installed already", again.Error, StringComparison.Ordinal);
        Assert.Contains("Its data stay", uninstall.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_state.Path, "relay.json")));
        Assert.False(File.Exists(UnitFile));
    }

    [Fact]
    public async Task Uninstall_WithPurge_RemovesTheStateFolderAndTheKey()
    {
        await File.WriteAllTextAsync(UnitFile, "x", TestContext.Current.CancellationToken);

        var run = await RunAsync(Machine(), "uninstall", "--purge", "--state-folder", _state.Path);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.False(Directory.Exists(_state.Path));
    }

    [Fact]
    public async Task Purge_OfAFolderThatIsNoStateFolder_RemovesNothing()
    {
        var file = Path.Combine(_program.FullName, "precious");
        await File.WriteAllTextAsync(file, "x", TestContext.Current.CancellationToken);

        var run = await RunAsync(Machine(), "uninstall", "--purge", "--state-folder", _program.FullName);

        Assert.Equal(ExitCode.NotCompliant, run.ExitCode);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task Status_SaysWhatSystemdSays()
    {
        await File.WriteAllTextAsync(UnitFile, "x", TestContext.Current.CancellationToken);
        _tools.Write("systemctl", "printf 'ActiveState=failed\\nUnitFileState=enabled\\nUser=relay\\nExecMainStatus=1\\n'");
        using (PasswordWriteback.Relay.Ledger.CommandLedger.Open(_state.Path, TimeProvider.System))
        {
        }

        var run = await RunAsync(Machine(), "status", "--state-folder", _state.Path);

        Assert.Equal(ExitCode.PendingOrUnknown, run.ExitCode);
        Assert.Contains("failed, starts with the machine, as relay, ended with 1", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_BeforeTheFirstStart_IsNoFailure()
    {
        var run = await RunAsync(Machine(), "status", "--state-folder", _state.Path);

        Assert.Equal(ExitCode.PendingOrUnknown, run.ExitCode);
        Assert.Contains("The service does not run.", run.Output, StringComparison.Ordinal);
        Assert.Contains("not installed", run.Output, StringComparison.Ordinal);
        Assert.Contains("Last heartbeat: never", run.Output, StringComparison.Ordinal);
    }

    private ServiceMachine Machine(bool elevated = true, string? program = "/opt/password-writeback/relay") => new(
        new SystemdServiceControl(_tools.Units, new SystemTool(_tools.SearchPath, TimeProvider.System)), elevated, program)
    {
        // The state folders of the tests lie in /tmp.
        Hidden = ["/home/", "/root/"],
    };

    private static async Task<CommandLineRun> RunAsync(ServiceMachine machine, params string[] args)
    {
        using var input = new StringReader(string.Empty);
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await RelayCommandLine.RunAsync(
            args, new Terminal(input, output, error, IsInteractive: false), machine, TestContext.Current.CancellationToken);
        return new CommandLineRun(exitCode, output.ToString(), error.ToString());
    }
}
