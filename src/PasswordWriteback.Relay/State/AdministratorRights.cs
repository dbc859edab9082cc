using System.Runtime.Versioning;

namespace PasswordWriteback.Relay.State;

/// <summary>
/// Whether only administrators may change a file (the relay's policy, the service's program): itself and every folder above it, for
/// whoever may write a folder may put another file there. On Linux owner root and nobody else may write, also on the way that symbolic links
/// take; on Windows owner and writers are Administrators, SYSTEM or TrustedInstaller.
/// </summary>
public static class AdministratorRights
{
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>As many links as Linux follows in one path (path_resolution(7)).</summary>
    private const int MaxLinks = 40;

    /// <summary>Who else may change it, one sentence; null when nobody.</summary>
    /// <param name="path">Full path of the file.</param>
    public static string? FindProblem(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var current = path;
        try
        {
            return OperatingSystem.IsWindows() ? OnWindows(path, ref current) : OnUnix(path, ref current);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return $"Who may change {current} cannot be read: {unreadable.Message}";
        }
    }

    [SupportedOSPlatform("windows")]
    private static string? OnWindows(string path, ref string current)
    {
        for (var above = path; above is not null; above = Path.GetDirectoryName(above))
        {
            current = above;
            var isFile = above == path;
            if (WindowsFileRights.FindProblem(above, isFile, isNear: isFile || above == Path.GetDirectoryName(path)) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    // Step by step from the root, as the system finds the file: a link in a safe folder may lead through one that others write.
    [UnsupportedOSPlatform("windows")]
    private static string? OnUnix(string path, ref string current)
    {
        var ahead = new Stack<string>();
        Push(path);
        var links = 0;
        current = "/";
        var problem = OnUnix(current, isFile: false);
        while (problem is null && ahead.TryPop(out var name))
        {
            if (name == "..")
            {
                current = Path.GetDirectoryName(current) ?? "/";
                continue;
            }

            var folder = current;
            current = Path.Combine(folder, name);
            if (new FileInfo(current).LinkTarget is not { } target)
            {
                problem = OnUnix(current, isFile: ahead.Count == 0);
            }
            else if (++links > MaxLinks)
            {
                problem = $"{path} leads through more than {MaxLinks} links. Name the file itself.";
            }
            else
            {
                problem = OfOthers(current, UnixOwner.OfLink(current));
                current = Path.IsPathRooted(target) ? "/" : folder;
                Push(target);
            }
        }

        return problem;

        void Push(string further)
        {
            foreach (var name in further.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(name => name != ".").Reverse())
            {
                ahead.Push(name);
            }
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static string? OnUnix(string path, bool isFile)
    {
        var (owner, mode) = UnixOwner.Of(path);
        if (OfOthers(path, owner) is { } foreign)
        {
            return foreign;
        }

        // In a sticky folder (such as /tmp) nobody can put another file in the place of root's.
        return (mode & OthersWrite) == UnixFileMode.None || (!isFile && mode.HasFlag(UnixFileMode.StickyBit))
            ? null
            : $"{path} can be written by others than root. Run 'chmod go-w {path}'.";
    }

    private static string? OfOthers(string path, uint owner) => owner == 0
        ? null
        : $"{path} belongs to user {owner}, not to root: only administrators may have it in their hands. Run 'chown -h root {path}'.";
}
