using System.Runtime.Versioning;

namespace PasswordWriteback.Relay.State;

/// <summary>
/// Whether only administrators may change a file (the relay's policy, the service's program): itself and every folder above it, for
/// whoever may write a folder may put another file there. On Linux owner root and nobody else may write; on Windows owner and writers are Administrators, SYSTEM
/// or TrustedInstaller.
/// </summary>
public static class AdministratorRights
{
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Who else may change it, one sentence; null when nobody.</summary>
    /// <param name="path">Full path of the file.</param>
    public static string? FindProblem(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        for (var current = path; current is not null; current = Path.GetDirectoryName(current))
        {
            var isFile = current == path;
            var isNear = isFile || current == Path.GetDirectoryName(path);
            try
            {
                var problem = OperatingSystem.IsWindows() ? WindowsFileRights.FindProblem(current, isFile, isNear) : OnUnix(current, isFile);
                if (problem is not null)
                {
                    return problem;
                }
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                return $"Who may change {current} cannot be read: {unreadable.Message}";
            }
        }

        return null;
    }

    [UnsupportedOSPlatform("windows")]
    private static string? OnUnix(string path, bool isFile)
    {
        var (owner, mode) = UnixOwner.Of(path);
        if (owner != 0)
        {
            return $"{path} belongs to user {owner}, not to root: only administrators may have it in their hands. Run 'chown root {path}'.";
        }

        // In a sticky folder (such as /tmp) nobody can put another file in the place of root's.
        return (mode & OthersWrite) == UnixFileMode.None || (!isFile && mode.HasFlag(UnixFileMode.StickyBit))
            ? null
            : $"{path} can be written by others than root. Run 'chmod go-w {path}'.";
    }
}
