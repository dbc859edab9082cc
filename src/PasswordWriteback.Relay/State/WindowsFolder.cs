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
        foreach (var sid in new[]
        {
            new SecurityIdentifier(WellKnownSidType.LocalSystemSid, domainSid: null),
            new SecurityIdentifier(WellKnownSidType.BuiltinAdministratorsSid, domainSid: null),
            self.User!,
        })
        {
            security.AddAccessRule(new FileSystemAccessRule(sid, FileSystemRights.FullControl, Below, PropagationFlags.None, AccessControlType.Allow));
        }

        new DirectoryInfo(folder).Create(security);
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
