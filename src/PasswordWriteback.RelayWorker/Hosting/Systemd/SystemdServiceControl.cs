using PasswordWriteback.Core;

namespace PasswordWriteback.RelayWorker.Hosting.Systemd;

/// <summary>The relay as a service of systemd, through <c>systemctl</c>.</summary>
/// <param name="unitFolder">Where units of the administrator lie.</param>
/// <param name="tool">Runs the tools.</param>
internal sealed class SystemdServiceControl(string unitFolder, SystemTool tool) : IServiceControl
{
    /// <summary>The user that the service runs as, unless another one is named.</summary>
    public const string DefaultUser = "password-writeback";

    private const string Systemctl = "systemctl";
    private const UnixFileMode UnitMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <inheritdoc />
    public string Name => ServiceNames.Systemd;

    private string UnitFile => Path.Combine(unitFolder, Name);

    /// <inheritdoc />
    public async Task InstallAsync(ServiceDefinition definition, CancellationToken cancellationToken)
    {
        if (File.Exists(UnitFile))
        {
            throw new ServiceControlException(ServiceFault.Exists, $"The service {Name} is installed already ({UnitFile}).", "Run 'relay uninstall' first; its data stay.");
        }

        var user = SystemdAccount.Choose(definition.Account ?? DefaultUser);
        var text = SystemdUnit.Text(definition, user);
        await EnsureUserAsync(user, cancellationToken).ConfigureAwait(false);
        await tool.DemandAsync("chown", ["--recursive", $"{user}:", "--", definition.StateFolder], ServiceTiming.Tool, cancellationToken).ConfigureAwait(false);
        try
        {
            Write(text);
            await CallAsync(["daemon-reload"], cancellationToken).ConfigureAwait(false);
            await CallAsync(["enable", Name], cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            File.Delete(UnitFile);
            await CallAsync(["daemon-reload"], CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <inheritdoc />
    public async Task UninstallAsync(CancellationToken cancellationToken)
    {
        RequireInstalled();
        await StopAsync(cancellationToken).ConfigureAwait(false);
        await CallAsync(["disable", Name], cancellationToken).ConfigureAwait(false);
        File.Delete(UnitFile);
        await CallAsync(["daemon-reload"], cancellationToken).ConfigureAwait(false);

        // A failure that systemd remembers of a unit that is gone would be the first thing that the next one shows.
        await tool.RunAsync(Systemctl, ["reset-failed", Name], ServiceTiming.Tool, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        RequireInstalled();
        return tool.DemandAsync(Systemctl, ["start", Name], ServiceTiming.Start + ServiceTiming.Tool, cancellationToken);
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken)
    {
        RequireInstalled();
        return tool.DemandAsync(Systemctl, ["stop", Name], ServiceTiming.Stop + ServiceTiming.Tool, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<Reading<ServiceStatus>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!File.Exists(UnitFile))
            {
                return Reading.Known(ServiceStatus.NotInstalled);
            }

            var shown = await tool.RunAsync(
                Systemctl, ["show", Name, "--property=ActiveState,UnitFileState,MainPID,User,ExecMainStatus"], ServiceTiming.Tool, cancellationToken).ConfigureAwait(false);
            return shown.ExitCode == 0
                ? Reading.Known(SystemdShow.Read(shown.Output) with { CommandLine = await CommandLineAsync(cancellationToken).ConfigureAwait(false) })
                : Reading.Unknown<ServiceStatus>($"systemctl ended with {shown.ExitCode}: {shown.Error}");
        }
        catch (Exception trouble) when (trouble is ServiceControlException or IOException or UnauthorizedAccessException)
        {
            return Reading.Unknown<ServiceStatus>(trouble.Message);
        }
    }

    private async Task<string?> CommandLineAsync(CancellationToken cancellationToken)
    {
        const string Start = "ExecStart=";
        var lines = await File.ReadAllLinesAsync(UnitFile, cancellationToken).ConfigureAwait(false);
        return lines.FirstOrDefault(line => line.StartsWith(Start, StringComparison.Ordinal))?[Start.Length..];
    }

    private async Task EnsureUserAsync(string user, CancellationToken cancellationToken)
    {
        var known = await tool.RunAsync("id", ["-u", "--", user], ServiceTiming.Tool, cancellationToken).ConfigureAwait(false);
        if (known.ExitCode == 0 && known.Output.Trim() == "0")
        {
            throw new ServiceControlException(ServiceFault.NotSafe, $"'{user}' is root by another name.", $"Give the name of another user, or leave --account away for '{DefaultUser}'.");
        }

        if (known.ExitCode != 0)
        {
            await tool.DemandAsync(
                "useradd", ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", "--", user], ServiceTiming.Tool, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private void Write(string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnitMode;
        }

        using var stream = new FileStream(UnitFile, options);
        stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }

    private void RequireInstalled()
    {
        if (!File.Exists(UnitFile))
        {
            throw new ServiceControlException(ServiceFault.NotInstalled, $"There is no service {Name} here ({UnitFile}).", "Run 'relay install' first.");
        }
    }

    private Task CallAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        tool.DemandAsync(Systemctl, arguments, ServiceTiming.Tool, cancellationToken);
}
