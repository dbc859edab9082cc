using PasswordWriteback.Relay.Service;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.RelayWorker.Hosting;

/// <summary>This machine as the verbs on the service see it, and what they ask of it before anything is changed.</summary>
/// <param name="Control">Its service manager.</param>
/// <param name="IsElevated">Whether the caller is root, or an elevated administrator.</param>
/// <param name="Program">The program that runs now.</param>
internal sealed record ServiceMachine(IServiceControl Control, bool IsElevated, string? Program)
{
    /// <summary>Folders of Linux that the unit hides (ProtectHome=, PrivateTmp= of systemd.exec(5)).</summary>
    public IReadOnlyList<string> Hidden { get; init; } = ["/home/", "/root/", "/run/user/", "/tmp/", "/var/tmp/"];

    /// <summary>This machine.</summary>
    public static ServiceMachine Here(TimeProvider time) => new(ServiceControls.Here(time), Environment.IsPrivilegedProcess, Environment.ProcessPath);

    /// <summary>The caller may change services.</summary>
    /// <exception cref="ServiceControlException">It may not.</exception>
    public void RequireElevated()
    {
        if (!IsElevated)
        {
            throw new ServiceControlException(
                ServiceFault.NotElevated,
                "Services are changed by administrators only.",
                OperatingSystem.IsWindows() ? "Run it from an elevated prompt (Run as administrator)." : "Run it as root, for example with sudo.");
        }
    }

    /// <summary>A service on <paramref name="stateFolder"/> could run.</summary>
    /// <exception cref="ServiceControlException">The server is not enrolled.</exception>
    public static void RequireEnrolled(string stateFolder)
    {
        if (!Enrolment.Exists(stateFolder))
        {
            throw new ServiceControlException(
                ServiceFault.NotEnrolled,
                $"This server is not enrolled: there is no {Path.Combine(stateFolder, Enrolment.FileName)}.",
                "Run 'relay enroll' first, with the same --state-folder.");
        }
    }

    /// <summary>The program to make a service of: a published one that only administrators may replace.</summary>
    /// <exception cref="ServiceControlException">It is another one.</exception>
    public string RequireProgram()
    {
        var program = Program is null ? null : Path.GetFullPath(Program);
        if (program is null || Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            throw new ServiceControlException(
                ServiceFault.NotSafe, "This is not the published program, but a build that runs under 'dotnet'.", "Publish it as the README says, and install from there.");
        }

        RequireVisible(program, "Copy it to a folder such as /opt/password-writeback and install from there.");
        return AdministratorRights.FindProblem(program) is { } problem
            ? throw new ServiceControlException(
                ServiceFault.NotSafe, $"Others could put another program in the place of the service's: {problem}", "Install from a folder that only administrators may write, below %ProgramFiles% or /opt.")
            : program;
    }

    /// <summary>A file or folder that the service needs is one that it sees: its unit hides home folders, and gives it folders of its own for what is temporary.</summary>
    /// <param name="path">Full path; null: none is needed.</param>
    /// <exception cref="ServiceControlException">It does not see it.</exception>
    public void RequireVisible(string? path) => RequireVisible(path, "Put it into a folder such as /etc/password-writeback or /var/lib, and name it there.");

    /// <summary>The folder above <paramref name="path"/> that a service does not see; null when it sees it.</summary>
    /// <param name="path">Full path.</param>
    public string? HiddenAbove(string path) => OperatingSystem.IsWindows() ? null : Hidden.FirstOrDefault(folder => $"{path}/".StartsWith(folder, StringComparison.Ordinal));

    private void RequireVisible(string? path, string remedy)
    {
        if (path is not null && HiddenAbove(path) is { } hidden)
        {
            throw new ServiceControlException(ServiceFault.NotSafe, $"{path} lies below {hidden}, which the service does not see.", remedy);
        }
    }
}
