using System.CommandLine;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>Where plans and rollback records are kept.</summary>
internal static class StateFolder
{
    public static Option<string?> Option() => new("--state-folder")
    {
        Description = $"Folder for plans and rollback records. Default: {Default()}.",
        HelpName = "FOLDER",
    };

    public static string Default()
    {
        if (OperatingSystem.IsWindows())
        {
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "Password Writeback");
        }

        return Environment.IsPrivilegedProcess
            ? "/var/lib/password-writeback"
            : Path.Combine(
                Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state
                    ? state
                    : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state"),
                "password-writeback");
    }
}
