using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace PasswordWriteback.Relay.Policy;

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
    public static string? FindProblem(string path, bool isFile)
    {
        FileSystemSecurity security = isFile ? new FileInfo(path).GetAccessControl() : new DirectoryInfo(path).GetAccessControl();
        if (security.GetOwner(typeof(SecurityIdentifier)) is not { } owner || !Trusted.Contains(owner.Value, StringComparer.Ordinal))
        {
            return $"{path} does not belong to Administrators, SYSTEM or TrustedInstaller. Make Administrators its owner.";
        }

        // Above the policy's own folder only what replaces the next folder counts: users may make folders of their own in a drive's root.
        var changes = isFile || Path.GetDirectoryName(path) is not null
            ? Changes
            : FileSystemRights.DeleteSubdirectoriesAndFiles | FileSystemRights.ChangePermissions | FileSystemRights.TakeOwnership;
        foreach (FileSystemAccessRule rule in security.GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier)))
        {
            if (rule.AccessControlType == AccessControlType.Allow
                && !rule.PropagationFlags.HasFlag(PropagationFlags.InheritOnly)
                && (rule.FileSystemRights & changes) != None
                && !Trusted.Contains(rule.IdentityReference.Value, StringComparer.Ordinal))
            {
                return $"{path} can be changed by {rule.IdentityReference.Value}. Take {rule.FileSystemRights & changes} away from it.";
            }
        }

        return null;
    }
}
