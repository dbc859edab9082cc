using System.CommandLine;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>Where keys, ledger, plans and rollback records are kept.</summary>
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
            // Beside the policy's folder, not above it: the service writes here, and must not be able to write there.
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "Password Writeback State");
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
