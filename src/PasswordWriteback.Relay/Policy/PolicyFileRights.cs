using System.Runtime.Versioning;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Policy;

/// <summary>
/// Whether only administrators may change the policy: the file and every folder above it (whoever may write a folder may put
/// another file there). On Linux owner root and nobody else may write; on Windows owner and writers are Administrators, SYSTEM
/// or TrustedInstaller.
/// </summary>
internal static class PolicyFileRights
{
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Who else may change it, one sentence; null when nobody.</summary>
    public static string? FindProblem(string path)
    {
        for (var current = path; current is not null; current = Path.GetDirectoryName(current))
        {
            var isFile = current == path;
            try
            {
                var problem = OperatingSystem.IsWindows() ? WindowsFileRights.FindProblem(current, isFile) : OnUnix(current, isFile);
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
            return $"{path} belongs to user {owner}, not to root: the policy must not be in the hands of anybody whom it binds. Run 'chown root {path}'.";
        }

        // In a sticky folder (such as /tmp) nobody can put another file in the place of root's.
        return (mode & OthersWrite) == UnixFileMode.None || (!isFile && mode.HasFlag(UnixFileMode.StickyBit))
            ? null
            : $"{path} can be written by others than root. Run 'chmod go-w {path}'.";
    }
}
