using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace PasswordWriteback.Relay.State;

/// <summary>Folders on Windows that only the system, administrators and their maker may enter, whatever their parent lets others do.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsFolder
{
    private const InheritanceFlags Below = InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit;

    /// <summary>Creates a folder; one that exists stays as it is. Below %ProgramData% every user could read what it would inherit.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var security = new DirectorySecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        using var self = WindowsIdentity.GetCurrent();
        List<SecurityIdentifier> mayEnter =
        [
            new(WellKnownSidType.LocalSystemSid, domainSid: null),
            new(WellKnownSidType.BuiltinAdministratorsSid, domainSid: null),
        ];
        if (!Environment.IsPrivilegedProcess)
        {
            // An administrator enters as one of them: an entry by name would outlast the office.
            mayEnter.Add(self.User!);
        }

        foreach (var sid in mayEnter)
        {
            security.AddAccessRule(new FileSystemAccessRule(sid, FileSystemRights.FullControl, Below, PropagationFlags.None, AccessControlType.Allow));
        }

        new DirectoryInfo(folder).Create(security);
    }

    /// <summary>
    /// Whether somebody else may have prepared a folder: every user may make one below %ProgramData%, and keeps what is done with it in
    /// hand. One sentence; null when not, or when there is no such folder.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="accounts">Accounts of the service, which may write there; null: nobody's right to write is judged, only who made the folder.</param>
    public static string? FindProblem(string folder, IReadOnlyList<SecurityIdentifier>? accounts)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        using var self = WindowsIdentity.GetCurrent();
        return accounts is null
            ? WindowsFileRights.FindForeignOwner(folder, self.User!.Value)
            : WindowsFileRights.FindProblem(folder, isFile: false, isNear: true, [self.User!.Value, .. accounts.Select(account => account.Value)]);
    }

    /// <summary>Lets an account read, write and delete in a folder and below it; what others may stays as it is.</summary>
    public static void Grant(string folder, SecurityIdentifier account)
    {
        var directory = new DirectoryInfo(folder);
        var security = directory.GetAccessControl(AccessControlSections.Access);
        security.AddAccessRule(new FileSystemAccessRule(account, FileSystemRights.Modify, Below, PropagationFlags.None, AccessControlType.Allow));
        directory.SetAccessControl(security);
    }
}
