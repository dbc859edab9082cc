using PasswordWriteback.LocalHost.Settings;

namespace PasswordWriteback.LocalHost.State;

/// <summary>The folder that a local host keeps everything in: store, journal, token, settings.</summary>
internal static class DataFolder
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>The user's own state folder (XDG base directories; on Windows the local application data).</summary>
    public static string Default
    {
        get
        {
            if (OperatingSystem.IsWindows())
            {
                return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "PasswordWriteback");
            }

            var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            return Path.Combine(
                Path.IsPathFullyQualified(state ?? "") ? state! : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state"),
                "password-writeback");
        }
    }

    /// <summary>Opens the folder; a new one is readable by its owner only.</summary>
    /// <exception cref="SettingsException">It cannot be made, or others may write into it.</exception>
    public static DirectoryInfo Open(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                return Directory.CreateDirectory(path);
            }

            var folder = Directory.CreateDirectory(path, Owner);
            return (folder.UnixFileMode & OthersWrite) == UnixFileMode.None
                ? folder
                : throw new SettingsException($"Others than its owner may write into the data folder {folder.FullName}. Take the right away: chmod 700.");
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The data folder {path} cannot be used. {unusable.Message}", unusable);
        }
    }

    /// <summary>Path of a file that nobody but its owner may read; made empty when it does not exist.</summary>
    /// <exception cref="SettingsException">It cannot be made.</exception>
    public static string PrivateFile(DirectoryInfo folder, string name)
    {
        var path = Path.Combine(folder.FullName, name);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using var made = new FileStream(path, options);
            return path;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{path} cannot be used. {unusable.Message}", unusable);
        }
    }
}
