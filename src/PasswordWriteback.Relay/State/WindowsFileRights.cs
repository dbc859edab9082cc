using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace PasswordWriteback.Relay.State;

/// <summary>Who may change a file or folder of Windows besides Administrators, SYSTEM and TrustedInstaller.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsFileRights
{
    private const FileSystemRights None = default;

    private const FileSystemRights Changes = FileSystemRights.WriteData | FileSystemRights.AppendData | FileSystemRights.Delete
        | FileSystemRights.DeleteSubdirectoriesAndFiles | FileSystemRights.ChangePermissions | FileSystemRights.TakeOwnership;

    private static readonly string[] Trusted =
    [
        "S-1-5-32-544", "S-1-5-18", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
    ];

    /// <summary>Who else may change it, one sentence; null when nobody.</summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="isFile">Whether it is the file.</param>
    /// <param name="isNear">Whether it is the file or the folder that it lies in.</param>
    /// <param name="also">SIDs that may change it besides.</param>
    public static string? FindProblem(string path, bool isFile, bool isNear, params IReadOnlyList<string> also)
    {
        FileSystemSecurity security = isFile ? new FileInfo(path).GetAccessControl() : new DirectoryInfo(path).GetAccessControl();
        var trusted = Trusted.Concat(also).ToHashSet(StringComparer.Ordinal);
        if (FindForeignOwner(security, path, trusted) is { } foreign)
        {
            return foreign;
        }

        // Above the file's own folder only what replaces a folder counts (whoever may delete one may rename it): users may make folders of their own in a drive's root and
        // in %ProgramData%. One that somebody else made there before belongs to them, which is a problem of its own.
        var changes = isNear
            ? Changes
            : FileSystemRights.Delete | FileSystemRights.DeleteSubdirectoriesAndFiles | FileSystemRights.ChangePermissions | FileSystemRights.TakeOwnership;
        foreach (FileSystemAccessRule rule in security.GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier)))
        {
            if (rule.AccessControlType == AccessControlType.Allow
                && !rule.PropagationFlags.HasFlag(PropagationFlags.InheritOnly)
                && (rule.FileSystemRights & changes) != None
                && !trusted.Contains(rule.IdentityReference.Value))
            {
                return $"{path} can be changed by {rule.IdentityReference.Value}. Take {rule.FileSystemRights & changes} away from it.";
            }
        }

        return null;
    }

    /// <summary>Who else owns a folder, one sentence; null when nobody.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="also">SIDs that may own it besides.</param>
    public static string? FindForeignOwner(string folder, params IReadOnlyList<string> also) =>
        FindForeignOwner(new DirectoryInfo(folder).GetAccessControl(), folder, Trusted.Concat(also).ToHashSet(StringComparer.Ordinal));

    private static string? FindForeignOwner(FileSystemSecurity security, string path, HashSet<string> trusted) =>
        security.GetOwner(typeof(SecurityIdentifier)) is { } owner && trusted.Contains(owner.Value)
            ? null
            : $"{path} does not belong to Administrators, SYSTEM or TrustedInstaller. Make Administrators its owner.";
}
